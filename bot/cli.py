"""The command line: `local-views`, and what can be asked of it."""

import asyncio
import gc
import sys
from importlib.metadata import version
from pathlib import Path
from random import SystemRandom
from typing import Annotated, Literal

import typer
from rich.console import Console

from bot import logs, memory
from bot.settings import Settings, read_settings
from flows.problems import FlowsBroken
from storage.errors import LocalViewsError

app = typer.Typer(
    name="local-views",
    help="A Telegram bot that asks residents what their neighbourhood police should work on next.",
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
)
console = Console(emoji=False)
errors = Console(stderr=True, emoji=False)

RUBBISH_AT = 100_000
"""So many new objects, and rubbish is looked for. There is hardly any while the bot starts, and with 700, as Python has
it, looking takes a sixth of that time."""

FlowsFolder = Annotated[
    Path | None, typer.Argument(help="A flows folder. The installed one if none is named.")
]
County = Annotated[str, typer.Option(help="The folder of the county's data within it.")]


def main() -> None:
    """Run the command line. What goes wrong is said in a sentence, with what to do."""
    gc.set_threshold(RUBBISH_AT)
    try:
        app()
    except FlowsBroken as broken:
        report(broken)
        raise SystemExit(1) from None
    except LocalViewsError as wrong:
        errors.print(str(wrong), style="red", highlight=False, markup=False, soft_wrap=True)
        raise SystemExit(1) from None


def report(broken: FlowsBroken) -> None:
    """Print every problem of a flows folder, each with its place and remedy."""
    for problem in broken.problems:
        place = f"{problem.file}:{problem.line}"
        errors.print(place, style="bold", end=" ", highlight=False, markup=False, soft_wrap=True)
        errors.print(f"{problem.what}.", highlight=False, markup=False, soft_wrap=True)
        errors.print(
            f"    Remedy: {problem.remedy}.", style="green", highlight=False, markup=False, soft_wrap=True
        )
    count = len(broken.problems)
    errors.print(f"{count} problem{'' if count == 1 else 's'} found.", style="red", highlight=False)


def _print_version(wanted: bool) -> None:
    if wanted:
        console.print(f"local-views {version('local-views')}", highlight=False)
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _start(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - the callback acts on it
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        run()


@app.command()
def run() -> None:
    """Start the bot: on Telegram if TELEGRAM_BOT_TOKEN is set, else in the playground."""
    settings = _settings()
    memory.shut()
    memory.give_back()
    try:
        from bot.script import script_of  # noqa: PLC0415 - the other commands start without it

        # Before Telegram and the database are loaded, which then take the room in memory that reading leaves: 12 MB.
        script = script_of(settings)
        # httpx, which python-telegram-bot loads, comes without its own command line where that cannot be had: 2.5 MB.
        sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
        from bot.running import fastest_loop, run_until_stopped  # noqa: PLC0415 - they start without Telegram too

        with asyncio.Runner(loop_factory=fastest_loop()) as runner:
            runner.run(run_until_stopped(settings, script, console))
    except KeyboardInterrupt:
        console.print("Stopped.")


@app.command()
def check(folder: FlowsFolder = None, county: County = "hertfordshire") -> None:
    """Check a flows folder, and report everything that is wrong with it."""
    from bot.token import require_room  # noqa: PLC0415 - read only when asked for
    from flows.neighbours import FILE, read_habits  # noqa: PLC0415 - likewise
    from flows.script import INSTALLED, load  # noqa: PLC0415 - likewise

    script = load(folder or INSTALLED, county)
    require_room(script.slots)
    if ((folder or INSTALLED) / county / FILE).exists():  # only the playground needs it
        read_habits((folder or INSTALLED) / county, script)
    console.print(
        f"All is well: {len(script.flows)} flows, {len(script.slots)} slots, "
        f"{len(script.county.issues)} issues, {len(script.county.places)} places, "
        f"in {', '.join(script.languages)}.",
        highlight=False,
    )


@app.command()
def diagram(folder: FlowsFolder = None, county: County = "hertfordshire") -> None:
    """Print each flow as a Mermaid diagram."""
    from flows.diagram import draw  # noqa: PLC0415 - read only when asked for
    from flows.script import INSTALLED, load  # noqa: PLC0415 - likewise

    for flow in load(folder or INSTALLED, county).flows.values():
        console.print(draw(flow), highlight=False, markup=False, soft_wrap=True)


@app.command()
def chat() -> None:
    """Hold the dialogue here in the terminal, as a rehearsal: nothing is kept."""
    settings = _settings()
    from bot.rehearsal import rehearse  # noqa: PLC0415 - read only when asked for

    try:
        asyncio.run(rehearse(settings, console))
    except (KeyboardInterrupt, EOFError):
        console.print("\nStopped. Nothing was kept.")


@app.command("staff-code")
def staff_code(
    role: Annotated[Literal["staff", "officer", "admin"], typer.Option(help="What the chat may do.")],
    csp: Annotated[
        str | None,
        typer.Option(help="The area it is about, such as stevenage. The whole county if none is named."),
    ] = None,
) -> None:
    """Make a code with which a chat becomes one of staff. It works once, within 24 hours."""
    from bot.staff_code import print_staff_code  # noqa: PLC0415 - read only when asked for
    from storage.staff import Member, Role  # noqa: PLC0415 - likewise

    asyncio.run(print_staff_code(_settings(), Member(Role(role), csp), console))


@app.command()
def pack(
    round: Annotated[  # noqa: A002 - what the option is called
        str | None,
        typer.Option(help="The round, such as 2026-2. The one that closed last if none is named."),
    ] = None,
    csp: Annotated[
        str | None,
        typer.Option(help="The area, such as stevenage, or the county's name. All of them if none is named."),
    ] = None,
    out: Annotated[Path, typer.Option(help="The folder for the files. It is made if need be.")] = Path(),
) -> None:
    """Print the priorities pack of each area and of the county, a PDF each, from the figures of a round."""
    from bot.pack.command_line import save_packs  # noqa: PLC0415 - read only when asked for

    asyncio.run(save_packs(_settings(), csp, round, out, console))


@app.command()
def simulate(
    residents: Annotated[int, typer.Option(min=1, max=100_000, help="How many neighbours answer.")] = 5000,
    days: Annotated[int, typer.Option(min=1, max=366, help="How many days pass.")] = 30,
) -> None:
    """Fill the playground with made-up neighbours and what they answer, for a look at summaries and charts.

    While the playground does not run; it then goes on from the last of these days. Refused where a token is set.
    """
    from bot.clock import MovableClock  # noqa: PLC0415 - read only when asked for
    from bot.simulation.simulate import simulate as fill  # noqa: PLC0415 - likewise

    asyncio.run(fill(_settings(), residents, days, console, MovableClock(), SystemRandom()))


@app.command()
def audit(
    log: Annotated[
        list[Path] | None, typer.Option(help="A file with the bot's log. May be given more than once.")
    ] = None,
) -> None:
    """Look into a deployment's own database, keys and log for anything that could tell who said what.

    It changes nothing, and may run while the bot does. The exit status is 1 if something is not well.
    """
    from bot.audit import print_audit  # noqa: PLC0415 - read only when asked for

    if not asyncio.run(print_audit(_settings(), log or [], console)):
        raise typer.Exit(1)


@app.command()
def doctor() -> None:
    """Look at all that the bot needs to run for real: Telegram, webhook, database, keys, settings, clock and disk.

    Each fault comes with a remedy. The exit status is 1 if something is wrong.
    """
    from bot.doctor.examine import print_examination  # noqa: PLC0415 - read only when asked for

    if not asyncio.run(print_examination(_settings(), console)):
        raise typer.Exit(1)


@app.command("delete-webhook")
def delete_webhook() -> None:
    """Let Telegram no longer deliver to a webhook: once, before the bot is first started without WEBHOOK_URL."""
    settings = _settings()
    from bot.destination import delete_webhook as delete  # noqa: PLC0415 - read only when asked for

    asyncio.run(delete(settings, console))


@app.command("copy-to")
def copy_to(
    target: Annotated[
        str, typer.Argument(help="An empty database, such as postgresql://user:password@host/local_views.")
    ],
) -> None:
    """Copy the embedded database to a PostgreSQL server, whole or not at all. Stop the bot first.

    It may be done again, as long as nothing else has written to the database there.
    """
    from bot.copying import copy_to as copy  # noqa: PLC0415 - read only when asked for

    try:
        asyncio.run(copy(_settings(), target, console))
    except KeyboardInterrupt:
        console.print("Stopped. Nothing was copied.")
        raise typer.Exit(1) from None


def _settings() -> Settings:
    settings = read_settings()
    logs.set_up(settings.log_level)
    return settings
