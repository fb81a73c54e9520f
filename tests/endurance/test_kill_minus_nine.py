"""The bot is killed in the middle of everything and started again: nobody is interrupted, nobody counted twice."""

import asyncio
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict
from itertools import permutations, product
from random import Random

import pytest

from bot.playground.faults import Fault
from bot.playground.resident import Resident
from bot.playground.server import PlaygroundServer
from bot.playground.world import World
from flows.script import installed
from tests.endurance.bot_process import BotProcess, locked
from tests.endurance.witness import PATIENCE_SECONDS, THANKED
from tests.town import either_way

SEND = ("Send my views", "Send again")
COMMENT = "lorries at night"
WAY = (
    ("/start", "Not for reporting a crime"),
    ("Give my views", "Which area"),
    ("Stevenage", "concerns you most"),
    ("Speeding", "comes second"),
    ("Burglary", "comes third"),
    ("That's all", "Check your answers"),
    ("Add a comment", "What would you add"),
    (COMMENT, "as it will be kept"),
    ("Add where", "What kind of place"),
    ("Park, open space", "Where in Stevenage"),
    ("Skip", "Park, open space"),
    ("Send my views", THANKED),
)
"""What a resident does, and the words that are then on the screen."""

ANSWERS = {"area": "stevenage", "first": "speeding", "second": "burglary", "place": "park"}

Choice = tuple[str, str, str]

taken_in = either_way()


@pytest.mark.slow
async def test_conversations_go_on_from_the_button_they_had(world: World, bot: BotProcess) -> None:
    """At every depth one waits, one has just tapped, one has just tapped twice, and some taps are lost."""
    residents = [(Resident(world), depth, taps) for depth in range(1, len(WAY)) for taps in range(3)]
    await asyncio.gather(*(walk(resident, WAY[:depth]) for resident, depth, _ in residents))

    taps = [do(resident, WAY[depth][0]) for resident, depth, taps in residents for _ in range(taps)]
    some = [asyncio.create_task(resident.answered(tap, PATIENCE_SECONDS)) for resident, tap in taps[::5]]
    await asyncio.wait(some, return_when=asyncio.FIRST_COMPLETED)
    await bot.kill()
    for waiting in some:
        waiting.cancel()
    await bot.start()
    await asyncio.gather(*(go_on(resident, depth) for resident, depth, _ in residents))

    given = [{name: value for name, value in asdict(one).items() if value} for one in bot.answers()]
    assert given == [ANSWERS] * len(residents)
    assert bot.comments() == [COMMENT] * len(residents)
    assert bot.trouble == []


@pytest.mark.slow
async def test_killed_a_hundred_times_while_residents_send(
    world: World, server: PlaygroundServer, bot: BotProcess
) -> None:
    """Before anybody is told, and while some are: the thanked are kept, and in the end everyone is, once."""
    await kill_while_they_send(world, server, bot, kills=100)


def do(resident: Resident, deed: str) -> tuple[Resident, int]:
    """Type a command, reply to a prompt, or tap a button."""
    if deed.startswith("/"):
        return resident, resident.says(deed)
    return resident, resident.replies(deed) if deed == COMMENT else resident.taps(deed)


async def walk(resident: Resident, way: Iterable[tuple[str, str]]) -> None:
    """Do one thing after the other, each when the words before it are on the screen."""
    for deed, words in way:
        do(resident, deed)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await resident.chat.changed.until(lambda: words in on_the_phone(resident))  # noqa: B023 - awaited here


def on_the_phone(resident: Resident) -> str:
    """Return all that stands in the chat: a bot that was killed may have left an earlier prompt below the screen."""
    return "\n".join(message.plain for message in resident.messages)


async def go_on(resident: Resident, depth: int) -> None:
    """Walk to the end from the screen as it is: that of this depth, or of the next one if the tap got through.

    Whoever had sent, and whose ballot was in no box yet, sends again, as the screen says.
    """
    seen = on_the_phone(resident)
    if "Send again" in seen:
        await walk(resident, [("Send again", THANKED)])
        return
    if WAY[depth - 1][1] not in seen or WAY[depth][1] in seen:
        depth += 1
    await walk(resident, WAY[depth:])


async def kill_while_they_send(world: World, server: PlaygroundServer, bot: BotProcess, kills: int) -> None:
    """Let eight residents at a time send, and kill the bot: in turn before it tells anybody, and while it does."""
    random = Random(kills)
    all_choices = choices(random)
    sent: dict[Resident, Choice] = {}
    for kill in range(kills):
        group = {Resident(world): next(all_choices) for _ in range(8)}
        await asyncio.gather(*(walk(resident, way_to_check(choice)) for resident, choice in group.items()))
        before = len(sent)
        sent |= group

        if kill % 2:
            await send_and_kill_while_some_are_told(group, bot, after_changes=random.randint(1, 16))
        else:
            await send_and_kill_before_any_is_told(group, bot, server)
            assert len(answers_in(bot)) > before
        kept = answers_in(bot)
        assert {choice for resident, choice in sent.items() if is_thanked(resident)} <= set(kept)
        assert len(kept) == len(set(kept))

        await bot.start()
        for resident in group:
            if not is_thanked(resident):
                send = [title for title in SEND if [title] in resident.screen.buttons]
                resident.taps(send[0])
        await asyncio.gather(*(resident.sees(THANKED, PATIENCE_SECONDS) for resident in group))
        assert sorted(answers_in(bot)) == sorted(sent.values())


async def send_and_kill_before_any_is_told(
    residents: Collection[Resident], bot: BotProcess, server: PlaygroundServer
) -> None:
    """Let all send at once, and kill the bot when the box is sealed, but the news did not get through."""
    with locked(bot):
        for resident in residents:
            resident.taps("Send my views")
        await asyncio.gather(*(resident.sees("being sealed", PATIENCE_SECONDS) for resident in residents))
        server.faults.let(Fault("editMessageText", 500, times=None))
    await server.faults.have_struck()
    await bot.kill()
    server.faults.lift()


async def send_and_kill_while_some_are_told(
    residents: Iterable[Resident], bot: BotProcess, after_changes: int
) -> None:
    """Let all send at once, and kill the bot in the very moment of a change in one of the chats."""
    changes = iter(range(after_changes))
    killed = asyncio.Event()

    def count() -> None:
        if next(changes, None) is None and not killed.is_set():
            bot.process.kill()
            killed.set()

    for resident in residents:
        resident.taps("Send my views")
        resident.chat.changed.tell(count)
    await killed.wait()
    await bot.kill()


def is_thanked(resident: Resident) -> bool:
    """Tell whether a resident has seen the thank-you."""
    return THANKED in resident.screen.plain


def choices(random: Random) -> Iterator[Choice]:
    """Give answers that are different for each resident: area, first and second concern."""
    county = installed("hertfordshire").county
    different = [
        (area, *concerns) for area, concerns in product(county.areas, permutations(county.issues, 2))
    ]
    random.shuffle(different)
    return iter(different)


def way_to_check(choice: Choice) -> list[tuple[str, str]]:
    """Return the way to the check page with these answers."""
    words = installed("hertfordshire").languages["en"]
    area, first, second = (
        words.label(slot, value)
        for slot, value in zip(("area", "concern_1", "concern_2"), choice, strict=True)
    )
    return [
        *WAY[:2],
        (area, "concerns you most"),
        (first, "comes second"),
        (second, "comes third"),
        WAY[5],
    ]


def answers_in(bot: BotProcess) -> list[tuple[str | None, ...]]:
    """Return the area and the concerns of every row."""
    return [(one.area, one.first, one.second) for one in bot.answers()]
