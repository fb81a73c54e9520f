"""Attack 15: everything that can be had three days later, to find out whose answer is whose.

The attacker has the database after the openings, every key in the key folder after three nights, and Telegram's side:
every call of the bot with chat, message and order, so every token that was ever in a button or a link (those that came
back in taps are among them), and all that still stands in the chats. Many residents abandoned a conversation at a
random step, some on the check page and with a receipt, with other answers than they sent in the end; some sent /start
two or three times. The attacker knows where everybody lives and who was thanked when, and tries:

- to open every token with every key, and to look for the answers in it, and for the hash of the receipt that its
  ballot's number would be;
- the issues that are named in what still stands in the chat;
- the order in which residents were thanked, and that of the rows.

Passes within 4 standard deviations of drawing lots in the area. Not among what the attacker has: the texts of alerts,
which Telegram keeps in no chat (whoever recorded them has the receipts themselves), and the texts of messages that were
edited or deleted since: who has those is Telegram itself, of which the README promises nothing.

Within two days the keys are still there, and receipts can be traced. Then the number in a token finds the answers of
those who took a receipt, and of nobody else; and from what still stands in the chats it finds nobody's.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from bot.playground.world import Call
from bot.token import NUMBER, TokenRefused, Tokens
from flows.conversation import Conversation
from storage import receipt
from storage.keys import TokenKeys
from storage.tables import Response
from tests.attacks import chats
from tests.attacks.chats import Chats
from tests.attacks.verdict import Finding, Judge, Success, Verdict, best, guessed, matched
from tests.attacks.walker import THANKED, Walker

RESIDENTS = (500, 1500)
_CONCERNS = ("concern_1", "concern_2", "concern_3")
_START = "start="

Token = tuple[int, str]
"""The chat in which a token was, and the token."""
Guess = Callable[[Walker, list[Response]], list[Response]]
"""Takes a resident and the answers of their area; returns those among which lots are drawn."""


class Seized(TokenKeys):
    """All keys of a folder, whatever they were for."""

    def __init__(self, keys: Iterable[bytes]) -> None:
        self._all = tuple(keys)

    def accepted(self) -> tuple[bytes, ...]:
        """Return all of them: whichever opens a button."""
        return self._all

    def replaced(self) -> tuple[bytes, ...]:
        """Return none: there are no others."""
        return ()


@dataclass(frozen=True)
class Sight:
    """What the attacker could open: the conversations of each chat, the first one first."""

    conversations: Mapping[int, list[Conversation]]

    @classmethod
    def of(cls, life: Chats, keys: Mapping[str, bytes], tokens: Iterable[Token]) -> "Sight":
        """Open tokens with keys."""
        opener = Tokens(life.script.slots, life.script.digest, Seized(keys.values()))
        seen: dict[int, list[Conversation]] = {}
        for chat, token in tokens:
            try:
                seen.setdefault(chat, []).append(opener.open(chat, token).conversation)
            except TokenRefused:
                continue
        return cls(seen)

    def by_number(self, walker: Walker, rows: list[Response]) -> list[Response]:
        """Return the answers that bear the hash of a number seen in the chat."""
        numbers = [one.get(NUMBER) for one in self._of(walker)]
        hashes = {receipt.of_answers(number) for number in numbers if number}
        return [row for row in rows if row.withdrawal in hashes]

    def by_answers(self, walker: Walker, rows: list[Response]) -> list[Response]:
        """Return the answers that are those of the last full conversation seen in the chat."""
        seen = [tuple(one.get(slot) for slot in _CONCERNS) for one in self._of(walker) if one.get(NUMBER)]
        return [row for row in rows if seen and _concerns(row) == seen[-1]]

    def _of(self, walker: Walker) -> list[Conversation]:
        return self.conversations.get(walker.resident.chat.id, [])


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.slow
@pytest.mark.parametrize("residents", RESIDENTS)
def test_three_days_later_nobody_is_matched(residents: int, backend: str, judge: Judge) -> None:
    """With every token, every key that is left, all that stands in the chats and the order of everything."""
    ours = chats.ours(residents)
    assert len(answering(ours)) > 0.9 * residents
    name = f"15 whose answer, 3 days later ({residents})"
    judge(Verdict(name, backend, attack(chats.naive()), attack(ours)))


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.slow
@pytest.mark.parametrize("residents", RESIDENTS)
def test_within_two_days_only_receipts_are_traced(residents: int, backend: str, judge: Judge) -> None:
    """The number in a token finds the answer of whoever took a receipt, and of nobody else."""
    ours, naive = chats.ours(residents), chats.naive()
    name = f"15 within 2 days ({residents}): "
    with_receipt, without = found(ours, tokens_of(ours.calls))
    _, without_in_naive = found(naive, tokens_of(naive.calls))
    judge(Finding(f"{name}receipts traced", backend, None, f"{with_receipt:.0%}", "100%"))
    judge(Finding(f"{name}others traced", backend, f"{without_in_naive:.0%}", f"{without:.0%}", "0%"))
    standing, standing_naive = (max(found(life, still_there(life))) for life in (ours, naive))
    judge(Finding(f"{name}by what stands", backend, f"{standing_naive:.0%}", f"{standing:.0%}", "0%"))


def attack(life: Chats) -> Success:
    """Try everything, and return what was farthest from chance."""
    sight = Sight.of(life, life.keys, tokens_of(life.calls))
    labels = {name: words.label for name, words in life.script.languages["en"].county.issues.items()}

    def named_in_chat(walker: Walker, rows: list[Response]) -> list[Response]:
        seen = " ".join(message.plain for message in walker.resident.messages)
        named = [sum(labels[one] in seen for one in _concerns(row) if one) for row in rows]
        return [row for row, count in zip(rows, named, strict=True) if count == max(named)]

    guesses: list[Guess] = [sight.by_number, sight.by_answers, named_in_chat]
    return best(*(_guessed(life, guess) for guess in guesses), _in_order(life))


def found(life: Chats, tokens: Iterable[Token]) -> tuple[float, float]:
    """Return the shares of those with a receipt and of the others whose answers a number finds within two days."""
    sight = Sight.of(life, life.keys_at_once, tokens)
    traced: dict[bool, list[bool]] = {True: [], False: []}
    for walker in answering(life):
        hits = [_concerns(row) for row in sight.by_number(walker, _of_area(life, walker))]
        traced[walker.has_receipt].append(hits == [walker.final.concerns])
    return sum(traced[True]) / len(traced[True]), sum(traced[False]) / len(traced[False])


def answering(life: Chats) -> list[Walker]:
    """Return the residents whose answers are in the table: those of some were withdrawn."""
    there = {(row.area, _concerns(row)) for row in life.rows}
    return [walker for walker in life.walkers if (walker.final.area, walker.final.concerns) in there]


def tokens_of(calls: Iterable[Call]) -> Iterator[Token]:
    """Give one token of each keyboard, all of whose buttons carry the same conversation, and that of each link."""
    for call in calls:
        chat = int(call.parameters.get("chat_id", 0))
        keyboard = _read(call.parameters.get("reply_markup", "{}")).get("inline_keyboard", [])
        entities = _read(call.parameters.get("entities", "[]"))
        yield from ((chat, token) for token in [*_in_buttons(keyboard)][:1])
        yield from ((chat, token) for token in _in_links(entities))


def _read(parameter: Any) -> Any:
    """Return a parameter that came as JSON within JSON, or as it is."""
    return json.loads(parameter) if isinstance(parameter, str) else parameter


def still_there(life: Chats) -> Iterator[Token]:
    """Give every token that stands in a chat."""
    for walker in life.walkers:
        for message in walker.resident.messages:
            tokens = [*_in_buttons(message.keyboard), *_in_links(message.entities)]
            yield from ((walker.resident.chat.id, token) for token in tokens)


def _in_buttons(keyboard: Iterable[Iterable[Mapping[str, Any]]]) -> Iterator[str]:
    data = (str(button["callback_data"]) for row in keyboard for button in row)
    return (one for one in data if not one.startswith("/"))


def _in_links(entities: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    urls = (str(entity.get("url", "")) for entity in entities)
    return (url.partition(_START)[2].partition("&")[0] for url in urls if _START in url)


def _guessed(life: Chats, guess: Guess) -> Success:
    """Judge guesses; where one leads nowhere, lots are drawn among all answers of the area."""
    hits, chances = [], []
    for walker in answering(life):
        rows = _of_area(life, walker)
        hits.append(_share(walker, guess(walker, rows) or rows))
        chances.append(_share(walker, rows))
    return guessed(hits, chances)


def _in_order(life: Chats) -> Success:
    """Match those of an area to its answers, both in their order."""
    thanked: dict[int, int] = {}
    for at, call in enumerate(life.calls):
        if THANKED in str(call.parameters.get("text", "")):
            thanked[int(call.parameters["chat_id"])] = at
    walkers = sorted(answering(life), key=lambda walker: thanked[walker.resident.chat.id])
    places: dict[str, list[float]] = {}
    for walker in walkers:
        rows = [_concerns(row) for row in _of_area(life, walker)]
        places.setdefault(walker.final.area, []).append(rows.index(walker.final.concerns))
    return matched(*places.values())


def _share(walker: Walker, among: list[Response]) -> float:
    return sum(_concerns(row) == walker.final.concerns for row in among) / len(among)


def _of_area(life: Chats, walker: Walker) -> list[Response]:
    return [row for row in life.rows if row.area == walker.final.area and not row.assisted]


def _concerns(row: Response) -> tuple[str | None, ...]:
    return row.first, row.second, row.third
