"""The rehearsal: the same dialogue in the terminal, with numbers for buttons. Nothing is kept."""

from datetime import UTC, datetime, timedelta

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from bot.screen import BOLD
from bot.script import script_of
from bot.service import moment
from bot.settings import Settings
from flows.check import MAIN
from flows.commands import flow_of
from flows.conversation import Reply
from flows.domain import LANGUAGE, READER
from flows.given import Given
from flows.runner import TYPED, Runner
from flows.script import Script
from flows.turn import Button, Message, Turn
from storage.rounds import RoundState

KEPT = Reply(sets=(("outcome", "kept"),))
NOTED = Reply(sets=(("withdrawal", "noted"),))


async def rehearse(settings: Settings, console: Console) -> None:
    """Hold the dialogue until it is stopped.

    Args:
        settings: the county, and who is answerable.
        console: where it is held.
    """
    script = script_of(settings)
    runner = Runner(script)
    console.print(
        "A rehearsal: nothing you enter is kept. Type a number, or words. Ctrl+C stops.", style="dim"
    )
    turn = await runner.start(MAIN, {}, _moment(settings, script))
    while True:
        choices = (*turn.message.buttons, *turn.message.footer)
        if turn.alert is not None:
            console.print(turn.alert, style="bold yellow", markup=False, highlight=False)
        _show(turn.message, choices, console)
        turn = await _after(console.input("> "), choices, turn, runner, settings, console)
        if turn.ballot is not None:
            turn = await runner.resume(turn.conversation, KEPT, _moment(settings, script))
        if turn.withdrawal is not None:
            turn = await runner.resume(turn.conversation, NOTED, _moment(settings, script))


async def _after(
    typed: str, choices: tuple[Button, ...], turn: Turn, runner: Runner, settings: Settings, console: Console
) -> Turn:
    now = _moment(settings, runner.script)
    if typed.isdigit() and not 1 <= int(typed) <= len(choices):
        console.print(f"Type a number from 1 to {len(choices)}.", style="yellow")
        return turn
    if typed.isdigit():
        typed = choices[int(typed) - 1].payload
    if (tapped := Reply.parse(typed)) is not None:
        return await runner.resume(turn.conversation, tapped, now)
    if typed.startswith("/"):
        flow, slots = flow_of(typed.removeprefix("/"))
        manner = {
            slot: turn.conversation.slots[slot]
            for slot in (LANGUAGE, READER)
            if slot in turn.conversation.slots
        }
        return await runner.start(flow, {**manner, **slots}, now)
    if turn.message.is_prompt:
        return await runner.resume(turn.conversation, Reply(said=typed), now)
    return await runner.start(TYPED, {}, now, typed)


def _show(message: Message, choices: tuple[Button, ...], console: Console) -> None:
    console.print(Rule(style="dim"))
    for quote in message.quotes:
        console.print(quote.label, markup=False)
        console.print(Text(f"  | {quote.words}\n", style="italic"))
    console.print(_in_bold(message.text))
    console.print()
    for number, button in enumerate(choices, start=1):
        console.print(f"{number:3}  {button.title}", markup=False, highlight=False)


def _in_bold(text: str) -> Text:
    shown = Text()
    for place, part in enumerate(BOLD.split(text)):
        shown.append(part, style="bold" if place % 2 else "")
    return shown


def _moment(settings: Settings, script: Script) -> Given:
    """Return the facts of a moment in a round that is always open."""
    today = datetime.now(UTC).astimezone(settings.zone).date()
    return moment(
        settings, script, RoundState("open", "rehearsal", today, today + timedelta(days=1)), "https://t.me/"
    )
