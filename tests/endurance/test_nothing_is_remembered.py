"""Once a resident has gone, nothing that the bot holds in its memory knows of them."""

import gc
from collections.abc import Iterator
from types import BuiltinFunctionType, FunctionType, ModuleType

from tests.town import Town

NOT_ENTERED = (type, ModuleType, FunctionType, BuiltinFunctionType)


async def test_a_bot_that_was_used_holds_nothing_of_who_used_it(town: Town) -> None:
    """After a whole conversation neither the account's id nor the name is to be found in the bot."""
    ann = town.resident("Zzyzx")
    await ann.starts("Zzyzx-code")
    await ann.says("Zzyzx road")
    await ann.starts()
    await ann.taps("Give my views", "Stevenage", "Speeding", "That's all", "Add a comment")
    await ann.replies("Zzyzx lane")
    await ann.taps("Send my views")
    assert "Thank you" in ann.text

    held = list(reachable(town.bot))
    assert [one for one in held if type(one) is int and one == ann.resident.chat.id] == []
    assert [one for one in held if isinstance(one, str) and "zzyzx" in one.lower()] == []


def reachable(root: object) -> Iterator[object]:
    """Give everything that an object holds, and what that holds, up to code and to the event loop."""
    seen: set[int] = set()
    entered: dict[type, bool] = {}
    waiting = [root]
    while waiting:
        one = waiting.pop()
        kind = type(one)
        if kind not in entered:
            entered[kind] = not issubclass(kind, NOT_ENTERED) and "asyncio" not in kind.__module__
        if not entered[kind] or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting.extend(gc.get_referents(one))
