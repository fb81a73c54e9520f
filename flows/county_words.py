"""What a resident reads about a county in one language: its issues, teams, bodies and ways to report."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field

from flows.duties import Way
from flows.faults import MISSING_KEY, NOT_A_NUMBER, Fault
from flows.folder import text_of
from flows.locales import ENGLISH
from flows.yaml_file import Node

NO_WORDS = Fault("there are no words for '{id}' of {section}", "add it under `{section}:`")
WORDS_FOR_NOTHING = Fault("the county has no '{id}' among its {section}", "delete it, or use one of: {known}")
BAD_PLACEHOLDER = Fault(
    "the words for '{way}' have a placeholder that cannot be filled", "use no other braces than: {known}"
)


@dataclass(frozen=True, slots=True)
class IssueWords:
    """What an issue's button says, and who deals with it."""

    label: str
    deals: str


@dataclass(frozen=True, slots=True)
class TeamWords:
    """A team's official name, a short one, and what it does."""

    name: str
    short: str
    does: str


@dataclass(frozen=True, slots=True)
class WayWords:
    """A way to report as a short phrase, and when to use it."""

    label: str
    when: str


@dataclass(frozen=True, slots=True)
class CountyWords:
    """All words about a county in one language, by the ids of its data; bodies have only a name.

    Args:
        language: two letters.
        rank: where it stands in the list of languages, from 1; English stands before them all.
        spellings: how places are written in its script, where that is not the Latin one.
    """

    language: str
    issues: Mapping[str, IssueWords]
    teams: Mapping[str, TeamWords]
    bodies: Mapping[str, str]
    ways: Mapping[str, WayWords]
    rank: int = 0
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_words(
    language: str,
    file: Node,
    *,
    issues: Collection[str],
    teams: Collection[str],
    bodies: Collection[str],
    ways: Mapping[str, Way],
) -> CountyWords:
    """Return the words of a file, which must be for the same things as the data, no more and no fewer.

    Args:
        language: two letters.
        file: the file of that language in the county's `words` folder.
        issues: the ids of the data's issues.
        teams: the ids of its teams.
        bodies: the ids of its bodies.
        ways: its ways to report, by id; what they hold fills `{phone}`, `{text}` and `{url}`.
    """
    file.only("rank", "issues", "teams", "bodies", "ways", "places")
    return CountyWords(
        language,
        {
            issue: IssueWords(node.text("label"), node.text("deals"))
            for issue, node in _section(file, "issues", issues, "label", "deals").items()
        },
        {
            team: TeamWords(node.text("name"), node.text("short"), node.text("does"))
            for team, node in _section(file, "teams", teams, "name", "short", "does").items()
        },
        {body: text_of(node) for body, node in _section(file, "bodies", bodies).items()},
        {
            way: WayWords(_filled(node, "label", ways[way]), _filled(node, "when", ways[way]))
            for way, node in _section(file, "ways", ways, "label", "when").items()
        },
        0 if language == ENGLISH else _whole_number(file, "rank"),
        {place: tuple(map(text_of, node.elements())) for place, node in file.get("places").items()},
    )


def _whole_number(file: Node, key: str) -> int:
    node = file.required(key)
    if isinstance(node.value, int):
        return node.value
    if node.value is not None:
        file.problems.add(NOT_A_NUMBER.at(file.file, node.line, key=key))
    return 0


def _section(file: Node, section: str, known: Collection[str], *keys: str) -> dict[str, Node]:
    """Return the entries of a section in the order of the data, and note those missing and those too many."""
    node = file.get(section)
    if node.value is None:
        file.problems.add(MISSING_KEY.at(file.file, file.line, key=section))
        return {}
    entries = dict(node.items())
    for thing in known:
        if thing not in entries:
            file.problems.add(NO_WORDS.at(file.file, node.line, id=thing, section=section))
    for thing, entry in entries.items():
        entry.only(*keys)
        if thing not in known:
            names = ", ".join(known)
            file.problems.add(
                WORDS_FOR_NOTHING.at(file.file, entry.line, id=thing, section=section, known=names)
            )
    return {thing: entries[thing] for thing in known if thing in entries}


def _filled(node: Node, key: str, way: Way) -> str:
    values = {
        name: value for name, value in asdict(way).items() if name in {"phone", "text", "url"} and value
    }
    try:
        return node.text(key).format_map(values)
    except (KeyError, ValueError, IndexError, AttributeError):
        known = ", ".join(f"{{{name}}}" for name in values) or "none"
        node.problems.add(BAD_PLACEHOLDER.at(node.file, node.get(key).line, way=way.id, known=known))
        return ""
