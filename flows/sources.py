"""The sources: where a county's data come from, and under which licence, as its `sources.yml` says."""

from dataclasses import dataclass

from flows.county import INSTALLED, County
from flows.folder import Folder, text_of
from flows.problems import FlowsBroken


@dataclass(frozen=True, slots=True)
class Source:
    """Where a file's data come from.

    Args:
        sources: what they were taken from.
        licence: under which they may be used.
        credit: what has to be said wherever they are shown.
    """

    sources: tuple[str, ...]
    licence: str
    credit: tuple[str, ...]


def source_of(county: County, file: str) -> Source:
    """Return where the data of a file of a county's folder come from.

    Args:
        county: the county.
        file: the file's name, such as population.csv.

    Raises:
        FlowsBroken: if `sources.yml` does not say.
    """
    folder = Folder(INSTALLED / county.id)
    entry = folder.yaml("sources.yml").required(file)
    source = Source(
        sources=tuple(map(text_of, entry.required("sources").elements())),
        licence=entry.text("licence"),
        credit=tuple(map(text_of, entry.get("credit").elements())),
    )
    if folder.problems.found:
        raise FlowsBroken(folder.problems.found)
    return source
