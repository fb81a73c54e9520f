"""Once a resident has gone, nothing that the bot holds in its memory knows of them."""

import gc
from collections.abc import Iterable
from types import BuiltinFunctionType, FunctionType, ModuleType

from bot.script import script_of
from flows.script import Script
from tests.town import Town

NOT_ENTERED = (type, ModuleType, FunctionType, BuiltinFunctionType, Script)


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

    held = [*reachable(town.bot), *reachable(script_of(town.settings))]
    assert [one for one in held if type(one) is int and one == ann.resident.chat.id] == []
    assert [one for one in held if isinstance(one, str) and "zzyzx" in one.lower()] == []


def reachable(root: object) -> Iterable[object]:
    """Return everything that an object holds, and what that holds, up to code, the event loop and the script.

    The script is nearly all there is, and the same for every bot of a process: whoever wants to see it names it.
    """
    seen: dict[int, object] = {}
    layer = {id(root): root}
    while layer:
        seen |= layer
        below = gc.get_referents(*layer.values())
        layer = {id(one): one for one in below if id(one) not in seen and _is_entered(type(one))}
    return seen.values()


def _is_entered(kind: type) -> bool:
    is_of_the_loop = any(name in kind.__module__ for name in ("asyncio", "uvloop"))
    return not issubclass(kind, NOT_ENTERED) and not is_of_the_loop
