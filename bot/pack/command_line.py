"""The command line's way to the packs of a round: a file for each area, and one for the county."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bot.clock import real_time
from bot.pack.contents import Packs
from bot.pack.printing import pack_pdf
from bot.settings import Settings, playground_of
from bot.staff_code import AreaUnknown
from flows.county import County
from flows.script import Script, installed
from storage.database import Database
from storage.errors import LocalViewsError
from storage.priorities import Priorities
from storage.rounds import Rounds


class NothingToPack(LocalViewsError):
    """A round has no figures yet: of an area by its name, or at all. They come with the `minimum` of answers."""

    def __init__(self, round_name: str, area: str | None, minimum: int) -> None:
        whose = f" of {area}" if area else ""
        super().__init__(
            f"There are no figures{whose} in round {round_name} yet, so there is nothing to print. "
            f"The first come once {minimum} answers of an area have left the ballot box."
        )


class FolderUnusable(LocalViewsError):
    """The packs cannot be written where they were wanted."""

    def __init__(self, folder: Path, reason: OSError) -> None:
        super().__init__(
            f"The packs cannot be written to {folder} ({type(reason).__name__}). "
            "Let --out name a folder that this account may write to, on a disk with free space."
        )


async def save_packs(
    settings: Settings, csp: str | None, round_name: str | None, folder: Path, console: Console
) -> None:
    """Print packs into files.

    Args:
        settings: as the administrator set them; without a token, the figures are the playground's.
        csp: the area, or the county's own id for its pack alone; None for all of them.
        round_name: the round; None for the one that closed last, or else the one under way.
        folder: where the files go; it is made if it is missing.
        console: where a person reads what was made.

    Raises:
        AreaUnknown: if the county has no such area.
        RoundNotBegun: if there is no such round.
        NothingToPack: if nothing that was asked for has figures.
        FolderUnusable: if the files cannot be written.
        LocalViewsError: if the database cannot be used.
    """
    script = installed(settings.county)
    areas = _wanted(csp, script.county)
    if settings.telegram_bot_token is None:
        settings = playground_of(settings)
        console.print("From the playground, since TELEGRAM_BOT_TOKEN is not set.")
    async with _packs(settings, script) as packs:
        await _save(packs, round_name, areas, folder, script.county, console)


@asynccontextmanager
async def _packs(settings: Settings, script: Script) -> AsyncIterator[Packs]:
    """Open the database, and close it in the end."""
    database = Database(settings.database_url)
    await database.open()
    try:
        rounds = Rounds(database, settings.round_months, settings.zone, real_time)
        await rounds.refresh()
        priorities = Priorities(database)
        await priorities.refresh()
        minimum, is_trial = settings.ballot_box_minimum, settings.is_trial
        yield Packs(database, rounds, priorities, script, minimum, is_trial=is_trial)
    finally:
        await database.close()


def _wanted(csp: str | None, county: County) -> list[str | None]:
    """Return the areas that are asked for, with None for the county."""
    if csp is None:
        return [*county.areas, None]
    if csp not in {*county.areas, county.id}:
        raise AreaUnknown(csp, [*county.areas, county.id])
    return [None if csp == county.id else csp]


async def _save(
    packs: Packs,
    round_name: str | None,
    areas: Sequence[str | None],
    folder: Path,
    county: County,
    console: Console,
) -> None:
    round_ = await packs.round(round_name)
    saved: list[Path] = []
    silent: list[str] = []
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        for area in progress.track(areas, description=f"Round {round_.name}"):
            pack = await packs.gather(round_, area)
            if pack is None:
                silent.append(county.name if area is None else county.areas[area].name)
            else:
                saved.append(_written(folder / pack.file_name, pack_pdf(pack)))
    if not saved:
        raise NothingToPack(round_.name, silent[0] if len(silent) == 1 else None, packs.minimum)
    for path in saved:
        console.print(str(path), highlight=False, markup=False, soft_wrap=True)
    if silent:
        console.print(f"No figures yet: {', '.join(silent)}.", highlight=False)


def _written(path: Path, pdf: bytes) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pdf)
    except OSError as wrong:
        raise FolderUnusable(path.parent, wrong) from wrong
    return path
