"""The command line's way from the embedded database to a PostgreSQL server."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from bot.settings import Settings, playground_of
from storage.copying import copy_over
from storage.database import url_of

AFTERWARDS = """\
KEY_DIR stays as it is: {keys}. The ballot box was copied sealed, and the keys there open it.
1. Let DATABASE_URL name the new database, in .env or wherever it is set, and start the bot.
2. Once it runs, delete the old file, and its backups when they are no longer needed: {old}.
Do not start the bot on the old file again: the two would destroy each other's keys."""


async def copy_to(settings: Settings, target: str, console: Console) -> None:
    """Copy all that the database of the settings holds, and say what is there now and what to do next.

    Args:
        settings: as the administrator set them; without a token, the playground is copied.
        target: the address of the database to copy to, as `DATABASE_URL` would name it.
        console: where a person reads it.

    Raises:
        LocalViewsError: if it cannot be done; the message says what to do.
    """
    if settings.telegram_bot_token is None:
        settings = playground_of(settings)
        console.print("The playground is copied, since TELEGRAM_BOT_TOKEN is not set.")
    old = url_of(settings.database_url).render_as_string(hide_password=True)
    bar = Progress(
        TextColumn("Copying"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console
    )
    task = bar.add_task("", total=None)

    def show(done: int, total: int) -> None:
        bar.start()
        bar.update(task, completed=done, total=total)

    try:
        counts = await copy_over(settings.database_url, target, show)
    finally:
        if bar.live.is_started:
            bar.stop()
    console.print(_table(counts))
    console.print(Text("All of it has arrived: each table was counted and compared.", style="bold green"))
    console.print(Text(AFTERWARDS.format(keys=settings.key_dir.absolute(), old=old)), soft_wrap=True)


def _table(counts: dict[str, int]) -> Table:
    table = Table("Table", box=None)
    table.add_column("Rows", justify="right")
    for name, count in counts.items():
        table.add_row(name, f"{count:,}")
    return table
