"""Attack 14: what a finished conversation leaves in the chat.

Hundreds of residents take random ways through the dialogue, at once: they tap, tap twice, go back, change, read
pages, type words asked for and words out of the blue, take receipts, give them up and hand them in; several answer on
one officer's device. Right after each thank-you, and again after an answer was withdrawn, the attacker looks at all
that stands in the chat of that conversation, the resident's own messages too: text, titles of buttons, what buttons and
links carry. Passes if nowhere there is an answer, a comment, a receipt or a token.

Telegram keeps no alerts in a chat, so receipts are looked for in messages only. What came of words out of the blue
belongs to a conversation of its own, and is not looked at here; nor is what was abandoned: attack 15 has both.
"""

import pytest

from tests.attacks import chats
from tests.attacks.chats import Chats
from tests.attacks.verdict import Finding, Judge

RESIDENTS = (500, 1500)


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.slow
@pytest.mark.parametrize("residents", RESIDENTS)
def test_a_finished_conversation_leaves_nothing(residents: int, backend: str, judge: Judge) -> None:
    """After the thank-you no message holds an answer, words, a receipt or a token."""
    life = chats.ours(residents)
    assert len(ends(life)) > residents
    assert some_of_everything(life)
    for kind in ("an answer", "words", "a receipt", "a token"):
        name = f"14 chats with {kind} ({residents})"
        judge(Finding(name, backend, with_(kind, chats.naive()), with_(kind, life), 0))


def ends(life: Chats) -> list[set[str]]:
    """Return what was left at each end."""
    return [left for walker in (*life.walkers, *life.officers) for left in walker.left]


def with_(kind: str, life: Chats) -> int:
    """Count the ends at which something of this kind was left."""
    return sum(kind in left for left in ends(life))


def some_of_everything(life: Chats) -> bool:
    """Tell whether the ways were as different as they should be."""
    withdrawn = sum(len(walker.left) > 1 for walker in life.walkers)
    receipts = sum(walker.has_receipt for walker in life.walkers)
    abandoned = sum(len(walker.plans) > 1 for walker in life.walkers)
    return min(withdrawn, receipts - withdrawn, abandoned) > 0 and "deleteMessage" in {
        call.method for call in life.calls
    }
