"""Who deals with what: the issues, the teams and other bodies behind them, and the ways to report."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from flows.faults import Fault
from flows.folder import Folder, one_of, some_of

LEAD_NOT_OWNER = Fault("'{lead}' leads, but the owner is {owner}", "correct the lead or the owner")


class Owner(StrEnum):
    """Whose business an issue is; `COUNCIL` stands for any body that is not the police."""

    POLICE = "police"
    COUNCIL = "council"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Team:
    """A team of the police force, and what supports what is said of it."""

    id: str
    source: str


@dataclass(frozen=True, slots=True)
class Body:
    """A council or another body that is not the county's police force, and what supports what is said of it."""

    id: str
    source: str


@dataclass(frozen=True, slots=True)
class Way:
    """A way to report something.

    Args:
        id: its name in the data.
        phone: a number to call, or empty.
        text: a number to send a text to, or empty.
        url: an address on the web without `https://`, or empty.
        source: what supports all this.
    """

    id: str
    phone: str
    text: str
    url: str
    source: str


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that residents can name as a concern.

    Args:
        id: its name in the data.
        lead: the id of the team or body that leads.
        helpers: ids of teams and bodies that help; empty where the sources name none.
        owner: whose business it is.
        report: ids of ways to report it, the likeliest first.
        source: what supports all this.
    """

    id: str
    lead: str
    helpers: tuple[str, ...]
    owner: Owner
    report: tuple[str, ...]
    source: str


def read_teams(folder: Folder) -> dict[str, Team]:
    """Return the teams of `teams.yml`, by id."""
    return {team: Team(team, node.text("source")) for team, node in folder.entries("teams.yml", "source")}


def read_bodies(folder: Folder) -> dict[str, Body]:
    """Return the bodies of `bodies.yml`, by id."""
    return {body: Body(body, node.text("source")) for body, node in folder.entries("bodies.yml", "source")}


def read_ways(folder: Folder) -> dict[str, Way]:
    """Return the ways to report of `ways.yml`, by id."""
    ways = {}
    for way, node in folder.entries("ways.yml", "phone", "text", "url", "source"):
        phone, text, url = (node.text(key, default="") for key in ("phone", "text", "url"))
        ways[way] = Way(way, phone, text, url, node.text("source"))
    return ways


def read_issues(
    folder: Folder, teams: Collection[str], bodies: Collection[str], ways: Collection[str]
) -> dict[str, Issue]:
    """Return the issues of `issues.yml`, by id; whoever leads, helps or takes reports must be known."""
    return dict(_issues(folder, teams, bodies, ways))


def _issues(
    folder: Folder, teams: Collection[str], bodies: Collection[str], ways: Collection[str]
) -> Iterator[tuple[str, Issue]]:
    for issue, node in folder.entries("issues.yml", "lead", "helpers", "owner", "report", "source"):
        lead = one_of(node, "lead", (*teams, *bodies))
        helpers = some_of(node, "helpers", [one for one in (*teams, *bodies) if one != lead])
        owner = one_of(node, "owner", tuple(Owner))
        report = some_of(node, "report", ways)
        source = node.text("source")
        if (owner == Owner.POLICE and lead in bodies) or (owner == Owner.COUNCIL and lead in teams):
            folder.problems.add(LEAD_NOT_OWNER.at(node.file, node.get("owner").line, lead=lead, owner=owner))
        if owner:
            yield issue, Issue(issue, lead, helpers, Owner(owner), report, source)
