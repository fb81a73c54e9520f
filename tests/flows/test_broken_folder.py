"""A broken flows folder: every fault in it is found at once, each with its file, its line and a remedy."""

import ast
import re
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flows import yaml_file
from flows.county import CountyUnknown
from flows.faults import Problems
from flows.language import FILLED
from flows.problems import FlowsBroken, Problem
from flows.script import INSTALLED, NoFlowsFolder, installed, load
from tests.command_line import Command

COUNTY = "hertfordshire"
FLOWS, ASIDES, DOMAIN, TRAVEL, WORDS, NLU, KINDS = (
    "give_views.yml",
    "asides.yml",
    "domain.yml",
    "travel.yml",
    "words/en.yml",
    "nlu.yml",
    "words/kinds.en.yml",
)
LANGUAGES = ("en", "pl")
POLISH, POLISH_COUNTY = "words/pl.yml", f"{COUNTY}/words/pl.yml"


@dataclass(frozen=True)
class Break:
    """A way to break the installed folder.

    Args:
        called: what a person would call it.
        file: the file that is changed.
        old: what stands there; nothing for the whole file.
        new: what stands there instead.
        says: part of what is said about it.
        at: a piece of the changed file that ends in the line of the fault, if that is not where `new` ends.
    """

    called: str
    file: str
    old: str
    new: str
    says: str
    at: str = ""

    @property
    def languages(self) -> tuple[str, ...]:
        """English, another language, and that of the file."""
        return (*LANGUAGES, Path(self.file).stem)

    def into(self, folder: Path) -> None:
        """Break a folder."""
        path = folder / self.file
        text = path.read_text(encoding="utf-8")
        assert self.old in text, f"{self.file} has changed: nothing to break for {self.called!r}"
        path.write_text(text.replace(self.old, self.new, 1) if self.old else self.new, encoding="utf-8")

    def line_in(self, folder: Path) -> int:
        """Return the line of the fault in a folder that is broken in this way."""
        if self.at:
            text = (folder / self.file).read_text(encoding="utf-8")
            return text.count("\n", 0, text.index(self.at) + len(self.at)) + 1
        before = (
            (INSTALLED / self.file).read_text(encoding="utf-8").partition(self.old)[0] if self.old else ""
        )
        return f"{before}{self.new.rstrip()}".count("\n") + 1

    def is_told(self, problems: Iterable[Problem], folder: Path) -> bool:
        """Tell whether it is among the problems, at its very line."""
        place = (self.file, self.line_in(folder))
        return any((told.file, told.line) == place and self.says in told.what for told in problems)


# Each leaves the number of lines as it is, so that all can be put in at once.
TEN_AT_ONCE = [
    Break("an unknown slot", FLOWS, "collect: begin", "collect: begun", "'begun' is not a slot"),
    Break("a misspelt value", FLOWS, 'area is "unsure"', 'area is "unsur"', "'area' has no value 'unsur'"),
    Break("a next to nowhere", FLOWS, "then: number", "then: numbr", "leads to 'numbr'"),
    Break(
        "branches without else",
        FLOWS,
        "          - else: first\n",
        "\n",
        "do not end with `else`",
        at="collect: area\n        next:",
    ),
    Break("an unknown action", FLOWS, "action_send", "action_sent", "'action_sent' is neither"),
    Break("bad YAML", ASIDES, "  edited:\n", "  edited\n", "this is not YAML"),
    Break("an unknown key", FLOWS, "    name: read", "    nam: read", "'nam' is not known"),
    Break(
        "a step id twice",
        FLOWS,
        "- else: send\n\n      - id: changed",
        "- else: send\n\n      - id: check",
        "two steps with id 'check'",
    ),
    Break(
        "a title too long",
        WORDS,
        "title: Type another place",
        "title: Type another place that is not in this list",
        "has 43 letters",
    ),
    Break(
        "a bad payload",
        WORDS,
        "/SetSlots(town=another)",
        "/SetSlot(town=another)",
        "has the payload `/SetSlot(town=another)`",
    ),
    Break(
        "an issue with an unknown team",
        "hertfordshire/issues.yml",
        "robbery:\n  lead: lcu",
        "robbery:\n  lead: lcv",
        "'lcv' under 'lead' is not known",
    ),
    Break(
        "a place in an unknown area",
        "hertfordshire/places.csv",
        "wigginton,Wigginton,dacorum",
        "wigginton,Wigginton,dacorun",
        "'dacorun' under 'area' is not known",
    ),
]

ONE_BY_ONE = [
    *TEN_AT_ONCE,
    # that is no YAML, or not the YAML that is wanted
    Break("a mapping for a key", DOMAIN, "slots:", "? {a: [b]}\n: c\nslots:", "this is not YAML", at=" "),
    Break("a quote never closed", DOMAIN, '["yes"]', '["yes]', "this is not YAML"),
    Break("a bracket never closed", TRAVEL, "opens, ", "opens, [", "this is not YAML"),
    Break("a sign that no text has", WORDS, "Give my views", "Give my \x07views", "this is not YAML"),
    Break("a key twice", WORDS, "  utter_name_time:", "  utter_name_town:", "'utter_name_town' stands twice"),
    Break("a list for a mapping", TRAVEL, "", "- area\n", "keys with values are expected"),
    Break("a mapping for a list", TRAVEL, "given: [round,", "given: {round: 1} #", "a list is expected"),
    Break("a number for text", FLOWS, "action: action_send", "action: 12", "'action' must be text"),
    Break("nothing for text", FLOWS, "action: action_send", "action:", "'action' is empty"),
    Break("text for true", FLOWS, "ask_before_filling: true", "ask_before_filling: yes", "true or false"),
    # what residents may type
    Break("examples with bad YAML", NLU, "  - lookup: urgent", "  - lookup urgent", "is not YAML"),
    Break("an unknown intent", NLU, "concern/theft", "concern/thefts", "from the intent 'concern/thefts'"),
    Break("an unknown lookup", NLU, "place/park", "place/parks", "nothing looks up 'place/parks'"),
    Break("an example of no words", NLU, "      - theft\n", "      - ?\n", "'?' has no words"),
    Break("a list of words of no kind", KINDS, "kinds:", "kind:", "'kinds' is missing", "# W"),
    # flows
    Break(
        "a flow that the bot starts",
        ASIDES,
        "  edited:",
        "  editted:",
        "no file of this folder has a flow 'edited'",
    ),
    Break("a flow in two files", FLOWS, "  reading:", "  edited:", "stands in another file"),
    Break("an unknown flow", FLOWS, "link: reading", "link: readin", "goes to flow 'readin'"),
    Break(
        "no kind of step",
        FLOWS,
        "        collect: area",
        "        colect: area",
        "none of the keys",
        "- id: area",
    ),
    Break(
        "two kinds of step",
        FLOWS,
        "collect: concern_3\n",
        "collect: concern_3\n        noop: true\n",
        "has the keys collect and noop",
        at="      - id: third",
    ),
    Break(
        "a key of another kind",
        FLOWS,
        "- link: reading",
        "- link: reading\n                next: END",
        "'next' is not",
    ),
    Break(
        "a branch without then",
        FLOWS,
        "then: outcome",
        "than: outcome",
        "a branch needs",
        at="outcome is not null",
    ),
    Break(
        "an else too soon",
        FLOWS,
        "- if: slots.page is not null\n            then:",
        "- else:",
        "is never reached",
    ),
    Break(
        "a step that is never reached",
        FLOWS,
        "collect: concern_1\n\n",
        "collect: concern_1\n        next: third\n\n",
        "leads to step 'second'",
        at="- id: second\n        collect: concern_2",
    ),
    Break(
        "a way without end",
        FLOWS,
        "action: action_send\n",
        "action: action_send\n        next: send\n",
        "goes round from step 'send'",
        at="- id: send\n        action: action_send",
    ),
    Break(
        "a condition like none", FLOWS, 'if: slots.concern_2 is "none"', "if: concern_2", "is not understood"
    ),
    Break(
        "an unknown slot compared",
        WORDS,
        "if: slots.time is null",
        "if: slots.tim is null",
        "'tim' is not a slot",
    ),
    Break("a fact misspelt", FLOWS, 'round is "paused"', 'round is "pausd"', "'round' has no value 'pausd'"),
    Break("a fact set by a flow", FLOWS, "- check: town", "- round: open", "'round' cannot be set"),
    Break("a fact asked for", FLOWS, "collect: outcome", "collect: round", "'round' holds a code or a fact"),
    Break(
        "a question without words",
        FLOWS,
        "collect: concern_1",
        "collect: topic",
        "nothing asks for slot 'topic'",
    ),
    # slots
    Break("a kind of slot", DOMAIN, "type: categorical", "type: categoric", "has the type 'categoric'"),
    Break(
        "a slot without values", DOMAIN, '    values: ["yes"]\n', "", "'begin' has no values", at="  begin:"
    ),
    Break("a value that is no text", DOMAIN, '["yes"]', "[true]", "value True of slot 'begin' is not text"),
    Break("a value with a hyphen", DOMAIN, '["yes"]', "[oh-yes]", "'oh-yes' of slot 'begin' has other signs"),
    Break("a value called null", DOMAIN, '["yes"]', '["null"]', "'begin' cannot have a value 'null'"),
    Break("a value twice", DOMAIN, '["yes"]', '["yes", "yes"]', "'begin' has the value 'yes' twice"),
    Break("a start value", DOMAIN, "initial_value: en", "initial_value: cy", "'language' has no value 'cy'"),
    Break(
        "no language at the start",
        DOMAIN,
        "    initial_value: en\n",
        "",
        "'initial_value' is missing",
        "language:",
    ),
    Break(
        "no slot for the language",
        DOMAIN,
        "  language:",
        "  tongue:",
        "'language' is not a slot",
        at="# What",
    ),
    Break("a list the county lacks", TRAVEL, "area: areas", "area: regions", "no list 'regions'"),
    Break("a slot only in travel.yml", TRAVEL, "  seed: 5", "  sed: 5", "'sed' is not in domain.yml"),
    Break("no length of a code", TRAVEL, "seed: 5", "seed: five", "'seed' must be a whole number"),
    # translations
    Break(
        "a response not translated",
        POLISH,
        '  utter_too_long:\n    - text: "To za długie. Liczba znaków: {length}. Nic z tego nie zachowaliśmy."\n',
        "",
        "'utter_too_long' is missing, which English has",
        at="# What",
    ),
    Break(
        "a response too many",
        POLISH,
        "utter_too_long:",
        "utter_to_long:",
        "English has no response 'utter_to_long'",
        at="utter_to_long:\n    - text",
    ),
    Break("a placeholder lost", POLISH, "{answer}*", "*", "'utter_check_line' does not say {answer}"),
    Break(
        "a placeholder misspelt",
        POLISH,
        "{place} leży",
        "{plac} leży",
        "{plac}",
        at="- text: |\n        {plac}",
    ),
    Break(
        "a command lost",
        POLISH,
        "komendą /withdraw",
        "komendą /wycofaj",
        "'utter_receipt' does not say /withdraw",
        at="  utter_receipt:\n    - text: |",
    ),
    Break(
        "an official name translated",
        POLISH,
        "lub Crimestoppers, 0800",
        "lub policja, 0800",
        "'utter_welcome' does not say Crimestoppers",
        at="  utter_welcome:\n    - text: |",
    ),
    Break(
        "a button that does something else",
        POLISH,
        "payload: /SetSlots(begin=yes)",
        "payload: /SetSlots(page=who)",
        "'utter_ask_begin' do not do",
        at="utter_ask_begin:\n    - buttons:",
    ),
    Break(
        "a button shown at other times",
        POLISH,
        "if: slots.time is null",
        "if: slots.time is not null",
        "'utter_ask_check' do not do",
        at="utter_ask_check:\n    - buttons:",
    ),
    Break(
        "metadata lost",
        POLISH,
        "        leaves: true\n",
        "        leaves: false\n",
        "'utter_stopped' has not the metadata",
        at="utter_stopped:\n    - text: |",
    ),
    Break("neither reviewed nor not", POLISH, "reviewed: no", "reviewed: perhaps", "'reviewed' is 'perhaps'"),
    Break("a language without a name", POLISH, "name: Polski\n", "", "'name' is missing", at="# What"),
    Break(
        "no rank",
        POLISH_COUNTY,
        "rank: 2 ",
        "rank: second ",
        "'rank' must be a whole number",
    ),
    Break(
        "an issue not translated",
        POLISH_COUNTY,
        "  theft:\n    label",
        "  thefts:\n    label",
        "no words for 'theft'",
        at="issues:",
    ),
    Break(
        "a county's official name translated",
        POLISH_COUNTY,
        "      Operation Scorpion. Zadzwoń",
        "      Skorpion. Zadzwoń",
        "'deals' does not say Operation Scorpion",
        at="label: Kradzieże\n    deals: >-",
    ),
    Break(
        "a county's number lost",
        POLISH_COUNTY,
        "Zadzwoń do Crimestoppers, {phone}",
        "Zadzwoń do Crimestoppers",
        "'label' does not say {phone}",
    ),
    Break(
        "urgent words under no name",
        "words/urgent.pl.yml",
        "lookup: urgent\n",
        "lookup: urgently\n",
        "'- lookup: urgent' is missing",
        at="# What",
    ),
    Break(
        "a place that is none",
        f"{COUNTY}/words/ur.yml",
        "  watford:",
        "  watfort:",
        "places.csv has no 'watfort'",
        at="# Every",
    ),
    # responses
    Break(
        "a missing response",
        WORDS,
        "utter_too_long:",
        "utter_to_long:",
        "'utter_too_long' is missing",
        at="# What",
    ),
    Break(
        "an unused response",
        WORDS,
        "utter_too_long:\n    - text",
        "utter_to_long:\n    - text",
        "nothing uses",
    ),
    Break(
        "a response that is empty", WORDS, "- text: Area", "- metadata: {}", "'utter_name_area' says nothing"
    ),
    Break("two texts", WORDS, "- text: Area", "- text: Area\n    - text: Place", "only the first text"),
    Break(
        "an unknown placeholder", WORDS, "village or ward in {area}", "village or ward in {aera}", "{aera}"
    ),
    Break(
        "a brace never closed", WORDS, "village or ward in {area}", "village or ward in {area", "has a brace"
    ),
    Break(
        "a condition of a button", WORDS, "if: slots.time is null", "if: slots.time =", "it ends too early"
    ),
    Break("an unknown value set", WORDS, "(time=evening)", "(time=evenin)", "'time' has no value 'evenin'"),
    Break("words set by a button", WORDS, "(comment=null)", "(comment=hello)", "'comment' cannot be set"),
    Break("a button without a title", WORDS, "title: Evening", 'title: ""', "'title' is empty"),
    Break("an unknown weight", WORDS, "weight: danger", "weight: heavy", "has the weight 'heavy'"),
    Break(
        "a prompt without a hint",
        WORDS,
        "      metadata:\n        placeholder: Your comment\n",
        "",
        "'utter_ask_comment' asks for words",
        at="utter_ask_comment:\n    - text: |",
    ),
    Break(
        "a hint where nothing is typed",
        WORDS,
        "- text: Area",
        "- text: Area\n      metadata: {placeholder: Area}",
        "'utter_name_area' has a hint",
        at="- text: Area",
    ),
    Break(
        "a hint too long",
        WORDS,
        "placeholder: Your comment",
        f"placeholder: Your comment, {'very ' * 12}short",
        "'utter_ask_comment' has 79 letters",
    ),
    Break(
        "a prompt with buttons",
        WORDS,
        "        placeholder: Your comment\n",
        "        placeholder: Your comment\n      buttons: [{title: Skip, payload: /start}]\n",
        "its buttons would not be shown",
    ),
    Break(
        "an alert too long",
        WORDS,
        "Write it down now.",
        f"Write it down now,{' now' * 12}.",
        "the alert 'utter_receipt' can have 203",
        at="  utter_receipt:\n    - text: |",
    ),
    Break(
        "an alert with a hint",
        WORDS,
        "        alert: true\n",
        "        alert: true\n        placeholder: Receipt\n",
        "'utter_receipt' is an alert",
        at="        alert: true",
    ),
    Break(
        "alone where nothing stands below",
        WORDS,
        "- text: Area",
        "- text: Area\n      metadata: {alone: true}",
        "'utter_name_area' is `alone`",
    ),
    Break(
        "words without a quote",
        WORDS,
        "utter_quote_other:",
        "utter_quot_other:",
        "quote_other' is missing",
        "# What",
    ),
    # the county
    Break(
        "an issue without words",
        "hertfordshire/words/en.yml",
        "  theft:",
        "  thefts:",
        "the county has no 'thefts'",
    ),
    Break(
        "a team without a source",
        "hertfordshire/teams.yml",
        "npt:\n  source:",
        "npt:\n  sorce:",
        "'sorce' is not known",
    ),
    Break(
        "a row too short",
        "hertfordshire/places.csv",
        "wigginton,Wigginton,dacorum,",
        "wigginton,",
        "this row has",
    ),
]


@contextmanager
def parsed_once() -> Iterator[None]:
    """Parse the files that a test leaves as they are once for all tests: parsing is nearly all the time they take."""
    parse, parsed = yaml_file._load, dict[str, Any]()  # noqa: SLF001 - see above

    def once(text: str, name: str, problems: Problems) -> Any:
        if text not in parsed:
            found = len(problems.found)
            value = parse(text, name, problems)
            if len(problems.found) > found:
                return value
            parsed[text] = value
        return parsed[text]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_file, "_load", once)
        yield


@pytest.fixture(scope="module", autouse=True)
def _parsed_once() -> Iterator[None]:
    """All tests of this module at once."""
    with parsed_once():
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the installed flows folder, with English and another language."""
    return copied(tmp_path / "flows")


def copied(to: Path, languages: Collection[str] = LANGUAGES) -> Path:
    """Copy the installed flows folder, with a few languages."""
    others = installed(COUNTY).languages.keys() - set(languages)
    left_out = [f"{before}{code}.yml" for code in others for before in ("", "urgent.")]
    shutil.copytree(INSTALLED, to, ignore=shutil.ignore_patterns("*.py", "__pycache__", *left_out))
    return to


def problems_of(folder: Path) -> tuple[Problem, ...]:
    """Return what is wrong with a folder."""
    with pytest.raises(FlowsBroken) as broken:
        load(folder, COUNTY)
    return broken.value.problems


def test_the_installed_folder_copied_is_whole(folder: Path) -> None:
    """The copy that the other tests break has nothing wrong with it to begin with."""
    copied, whole = load(folder, COUNTY), load(INSTALLED, COUNTY)
    assert copied.flows.keys() == whole.flows.keys()
    assert {"en", *copied.languages} <= whole.languages.keys()


def test_ten_faults_at_once_are_all_found(folder: Path) -> None:
    """Every one of twelve different faults is told in one go: file, line, what and remedy."""
    for fault in TEN_AT_ONCE:
        fault.into(folder)
    problems = problems_of(folder)
    assert [fault.called for fault in TEN_AT_ONCE if not fault.is_told(problems, folder)] == []
    assert all(problem.remedy for problem in problems)
    assert list(problems) == sorted(problems, key=lambda problem: (problem.file, problem.line))


def test_the_command_prints_all_faults_and_fails(command: Command, folder: Path) -> None:
    """`local-views check` says every fault with its place and remedy, exits with 1, and shows no traceback."""
    for fault in TEN_AT_ONCE:
        fault.into(folder)
    done = command(folder.parent, "check", str(folder))
    assert done.returncode == 1
    assert done.stdout == ""
    for problem in problems_of(folder):
        assert f"{problem.file}:{problem.line} {problem.what}." in done.stderr
        assert f"Remedy: {problem.remedy}." in done.stderr
    assert f"{len(problems_of(folder))} problems found." in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("fault", ONE_BY_ONE, ids=lambda fault: fault.called)
def test_each_fault_alone_is_found(fault: Break, tmp_path: Path) -> None:
    """One fault is told at its very line, and does not drown in others that are only its consequences."""
    folder = copied(tmp_path / "flows", fault.languages)
    fault.into(folder)
    problems = problems_of(folder)
    assert fault.is_told(problems, folder), f"line {fault.line_in(folder)}: {[str(one) for one in problems]}"
    assert len(problems) <= 16, [str(problem) for problem in problems]


@pytest.mark.parametrize(
    "missing",
    [
        DOMAIN,
        TRAVEL,
        WORDS,
        NLU,
        KINDS,
        "words/redaction.en.yml",
        "words/staff.en.yml",
        f"{COUNTY}/ways.yml",
        f"{COUNTY}/words/en.yml",
    ],
)
def test_a_missing_file_is_named(missing: str, folder: Path) -> None:
    """A file that a flows folder cannot do without is named, once, with what to do."""
    (folder / missing).unlink()
    told = [problem for problem in problems_of(folder) if problem.what == "this file is missing"]
    assert [(problem.file, problem.line) for problem in told] == [(missing, 1)]


def test_a_file_that_is_not_utf_8_is_named(folder: Path) -> None:
    """A file saved in another encoding is told with the line of the first strange letter."""
    path = folder / "words" / "en.yml"
    path.write_bytes(path.read_bytes().replace("•".encode(), b"\x95", 1))
    line = path.read_bytes().count(b"\n", 0, path.read_bytes().index(b"\x95")) + 1
    assert [(told.line, told.what) for told in problems_of(folder) if told.file == WORDS] == [
        (line, "this is not YAML: it is not UTF-8 text")
    ]


def test_a_language_needs_words_for_the_county_too(folder: Path) -> None:
    """A language added to words/ alone is told what else it needs."""
    shutil.copy(folder / "words" / "en.yml", folder / "words" / "cy.yml")
    told = {(problem.file, problem.what) for problem in problems_of(folder)}
    assert told == {(f"{COUNTY}/words/cy.yml", "this file is missing")}


def test_a_wrong_name_among_many_is_told_those_like_it(folder: Path) -> None:
    """Where there are hundreds of names to choose from, a remedy lists a few that look like the wrong one."""
    Break("", WORDS, "(town=another)", "(town=wiginton)", "").into(folder)
    (problem,) = problems_of(folder)
    assert "wigginton" in problem.remedy
    assert len(problem.remedy) < 200


@pytest.mark.parametrize("unreadable", ["areas.yml", "teams.yml", "bodies.yml", "ways.yml", "issues.yml"])
def test_what_hangs_on_an_unreadable_file_is_not_guessed_at(unreadable: str, folder: Path) -> None:
    """With areas.yml unreadable, none of the hundreds of places is called wrong for being in an unknown area."""
    with (folder / COUNTY / unreadable).open("a", encoding="utf-8") as file:
        file.write("]\n")
    assert {problem.file for problem in problems_of(folder)} == {f"{COUNTY}/{unreadable}"}


def fillings() -> Iterator[tuple[str, set[str]]]:
    """Give what the code fills into responses: a pattern for their names, and the placeholders."""
    for path in INSTALLED.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(attr="utter_message"), keywords=words):
                    said = next((word.value for word in words if word.arg == "response"), None)
                case ast.Call(func=ast.Attribute(attr="named" | "text"), args=[said, *_], keywords=words):
                    pass
                case _:
                    continue
            names = {str(word.arg) for word in words} - {"response"}
            if isinstance(said, ast.Constant):
                yield re.escape(str(said.value)), names
            elif isinstance(said, ast.JoinedStr):
                parts = (part.value if isinstance(part, ast.Constant) else r"\w+" for part in said.values)
                yield "".join(map(str, parts)), names


def test_the_placeholders_that_words_may_have_are_those_that_the_code_fills() -> None:
    """The table against which words/ is checked has all that a response is named with in the code, and no more."""
    slots, found = load(INSTALLED, COUNTY).slots.keys(), list(fillings())
    for response, placeholders in FILLED.items():
        filled = {name for said, names in found if re.fullmatch(said, response) for name in names}
        assert set(placeholders) <= filled, f"nothing fills all of {placeholders} in {response}"
    for said, names in found:
        if said.startswith("utter_") and "\\" not in said:
            assert names - slots <= set(FILLED.get(said, ())), f"FILLED lacks what {said} is filled with"


@pytest.mark.parametrize("exists", [True, False])
def test_no_flows_folder_gets_a_sentence(command: Command, tmp_path: Path, exists: bool) -> None:
    """A folder that is missing, or empty, is named with what to name instead."""
    folder = tmp_path / "nowhere"
    if exists:
        folder.mkdir()
    with pytest.raises(NoFlowsFolder, match=r"nowhere (has no files|is no folder).*Name a folder that holds"):
        load(folder, COUNTY)
    done = command(folder.parent, "check", str(folder))
    assert (done.returncode, done.stdout) == (1, "")
    assert str(folder) in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_county_gets_a_sentence(command: Command, folder: Path) -> None:
    """A county that the folder does not have is named, with those that it has."""
    with pytest.raises(CountyUnknown, match=r"'kent'.*hertfordshire"):
        load(folder, "kent")
    done = command(folder.parent, "check", str(folder), "--county", "kent")
    assert done.returncode == 1
    assert "'kent'" in done.stderr
    assert "Traceback" not in done.stderr
