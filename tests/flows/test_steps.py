"""The kinds of step, and the runner that takes them, in small flows that stand in the tests that need them.

Every file of `flows/steps/` opens with a sample of what an author writes: it is taken from there and run.
"""

import importlib
import pkgutil
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import dropwhile, takewhile
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest

from flows import actions, steps
from flows.check import EVERYWHERE, MAIN, STARTED
from flows.conversation import Conversation, Reply
from flows.flow import KINDS
from flows.given import Given
from flows.problems import FlowsBroken
from flows.responses import ResponseLacksValue
from flows.runner import ActionMisbehaved, FlowEndless, Runner
from flows.script import INSTALLED, Script, load
from flows.turn import Turn
from tests.flows.talk import CLOSED, PAUSED, given

COUNTY = "hertfordshire"
NLU = (INSTALLED / "nlu.yml").read_text(encoding="utf-8")

DOMAIN = """
slots:
  language: {type: categorical, values: [en], initial_value: en}
  area: {type: categorical, values: [unsure]}
  page: {type: categorical, values: [who]}
  colour: {type: categorical, values: [red, blue]}
  size: {type: categorical, values: [small, large]}
  done: {type: categorical, values: ["yes", again]}
  comment: {type: text}
  round: {type: categorical, values: [open, paused, closed]}
  closes: {type: text}
"""
TRAVEL = "{county_lists: {area: areas}, given: [round, closes]}"
WORDS = {
    "utter_ask_colour": """
    - text: Which colour?
      buttons:
        - {title: Red, payload: /SetSlots(colour=red)}
        - {title: Blue, payload: /SetSlots(colour=blue)}
""",
    "utter_ask_size": """
    - text: Which size?
      buttons:
        - {title: Small, payload: /SetSlots(size=small)}
        - {title: Large, payload: /SetSlots(size=large)}
""",
    "utter_ask_done": """
    - text: Done?
      buttons:
        - {title: "Yes", payload: /SetSlots(done=yes)}
        - {title: Again, payload: /SetSlots(done=again)}
        - {title: For red, payload: /SetSlots(size=small), if: slots.colour is "red"}
        - {title: Wait, payload: /SetSlots(done=null), if: slots.round is "paused"}
""",
    "utter_footer": """
    - buttons:
        - {title: Back, payload: /Back}
        - {title: Page, payload: /SetSlots(page=who)}
""",
    "utter_ask_comment": " [{text: What would you add?, metadata: {placeholder: Type}}]\n",
}
"""Any other response says its own name."""

HEAD = "name: English\nreviewed: yes\nresponses:\n"
FEW_EXAMPLES = "nlu:\n" + "".join(
    "\n".join(entry.splitlines()[:7]) + "\n"
    for entry in re.findall(r"  - (?:intent|lookup): .*\n    examples: \|\n(?:      - .*\n)+", NLU)
    if not entry.startswith(("  - lookup: place/", "  - lookup: time/"))
)
"""Of the installed examples as many as each intent needs; the slots of a small folder have no place and no time."""

ALWAYS_SAID = actions.responses() | EVERYWHERE
SAMPLES = [name for _, name, _ in pkgutil.iter_modules(steps.__path__) if name != "step"]

MakeScript = Callable[..., Script]


@pytest.fixture
def small(tmp_path: Path) -> MakeScript:
    """Makes a script of a main flow with these steps, from a small folder that is checked like any other."""

    def make(main: str, others: str = "", words: dict[str, str] | None = None) -> Script:
        flows = {MAIN: main, **{name: "- noop: true" for name in STARTED if name != MAIN}}
        flows |= dict(re.findall(r"^(\w+):\n((?:  .*\n?)+)", dedent(others), re.MULTILINE))
        text = "".join(
            f"  {name}:\n    description: For a test.\n    steps:\n{indent(dedent(of), ' ' * 6)}\n"
            for name, of in flows.items()
        )
        said = ALWAYS_SAID | set(re.findall(r"action: (utter_\w+)", text))
        said |= {f"utter_ask_{slot}" for slot in re.findall(r"collect: (\w+)", text)}
        own = {name: f" [{{text: {name}}}]\n" for name in said} | WORDS | (words or {})
        for name, content in {
            "flows.yml": f"flows:\n{text}",
            "domain.yml": DOMAIN,
            "travel.yml": TRAVEL,
            "words/en.yml": "name: English\nreviewed: yes\nresponses:\n"
            + "".join(f"  {name}:{own[name]}" for name in sorted(said)),
        }.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(content, encoding="utf-8")
        languages = shutil.ignore_patterns("[!e]?.yml", "e[!n].yml")
        shutil.copytree(INSTALLED / COUNTY, tmp_path / COUNTY, dirs_exist_ok=True, ignore=languages)
        for name in ("words/redaction.en.yml", "words/staff.en.yml", "words/kinds.en.yml"):
            shutil.copy(INSTALLED / name, tmp_path / name)
        (tmp_path / "nlu.yml").write_text(FEW_EXAMPLES, encoding="utf-8")
        return load(tmp_path, COUNTY)

    return make


class Visit:
    """Somebody who goes through a small main flow.

    Args:
        runner: of the small script.
        moment: the facts that every turn is given.
    """

    def __init__(self, runner: Runner, moment: Given | None = None) -> None:
        self.runner = runner
        self.moment = moment or given()
        self.turn: Turn

    async def starts(self, **slots: str) -> "Visit":
        """Begin, with some slots filled."""
        self.turn = await self.runner.start(MAIN, slots, self.moment)
        return self

    async def taps(self, *titles: str) -> None:
        """Tap buttons one after the other."""
        for title in titles:
            (payload,) = (button.payload for button in self.choices if button.title == title)
            reply = Reply.parse(payload)
            assert reply is not None
            self.turn = await self.runner.resume(self.turn.conversation, reply, self.moment)

    @property
    def choices(self) -> list[Any]:
        """The buttons on the screen."""
        return [*self.turn.message.buttons, *self.turn.message.footer]

    @property
    def titles(self) -> list[str]:
        """What they say."""
        return [button.title for button in self.choices]

    @property
    def text(self) -> str:
        """What the screen says."""
        return self.turn.message.text

    def holds(self, slot: str) -> str | None:
        """Return what a slot holds."""
        return self.turn.conversation.get(slot)


def sample_of(kind: str) -> str:
    """Return the sample in the docstring of a kind of step."""
    lines = (importlib.import_module(f"flows.steps.{kind}").__doc__ or "").splitlines()
    from_sample = dropwhile(lambda line: not line.lstrip().startswith("- "), lines)
    return dedent("\n".join(takewhile(str.strip, from_sample)))


@pytest.mark.parametrize(
    ("kind", "text", "question", "area"),
    [
        ("action", "utter_welcome", None, None),
        ("call", "utter_ask_area", "area", None),
        ("collect", "utter_ask_area", "area", None),
        ("link", "utter_page_help", None, None),
        ("noop", "", None, None),
        ("set_slots", "", None, "stevenage"),
    ],
)
async def test_the_sample_of_a_step_runs(
    kind: str, text: str, question: str | None, area: str | None, small: MakeScript
) -> None:
    """What a file shows an author is right: it passes every check and does what the file says."""
    others = """
    say_where:
      - collect: area
    reading:
      - action: utter_page_help
    """
    script = small(sample_of(kind), others)
    assert [kind in sample_of(kind), kind in KINDS] == [True, True]
    turn = await Runner(script).start(MAIN, {"page": "who"}, given())
    assert (turn.message.text, turn.question, turn.conversation.get("area")) == (text, question, area)


def test_every_kind_of_step_has_a_sample_that_is_run() -> None:
    """No file of `flows/steps/` is left out of the test above, and each is a kind that flows can have."""
    (mark,) = test_the_sample_of_a_step_runs.pytestmark  # type: ignore[attr-defined]
    assert sorted(SAMPLES) == sorted(KINDS) == sorted(row[0] for row in mark.args[1])
    assert all(sample_of(kind) for kind in SAMPLES)


TWO_QUESTIONS = """
- collect: colour
- collect: size
- action: utter_thank_you
"""


async def test_the_first_question_not_answered_is_asked(small: MakeScript) -> None:
    """Questions come in their order, and one whose answer is known already is passed over."""
    visit = await Visit(Runner(small(TWO_QUESTIONS))).starts()
    assert visit.text == "Which colour?"
    await visit.taps("Blue")
    assert (visit.text, visit.turn.question) == ("Which size?", "size")
    await visit.taps("Large")
    assert (visit.text, visit.turn.question) == ("utter_thank_you", None)
    visit = await Visit(visit.runner).starts(colour="red")
    assert visit.text == "Which size?"


async def test_back_clears_the_last_answer(small: MakeScript) -> None:
    """Back is offered from the second question on, asks the one before anew, and forgets nothing else."""
    visit = await Visit(Runner(small(f"{TWO_QUESTIONS}- collect: done"))).starts()
    assert visit.titles == ["Red", "Blue", "Page"]
    await visit.taps("Red", "Small")
    assert visit.titles[-2:] == ["Back", "Page"]
    await visit.taps("Back")
    assert (visit.text, visit.holds("colour"), visit.holds("size")) == ("Which size?", "red", None)
    await visit.taps("Back")
    assert (visit.text, visit.holds("colour")) == ("Which colour?", None)


AGAIN = """
- collect: colour
- collect: size
- id: last
  collect: done
  next:
    - if: slots.done is "again"
      then:
        - collect: colour
          ask_before_filling: true
        - set_slots:
            - done: null
          next: last
    - else: END
"""


async def test_an_answer_can_be_changed_and_is_kept_until_it_is(small: MakeScript) -> None:
    """`ask_before_filling` asks although there is an answer; the new one leads back to where Change was tapped."""
    visit = await Visit(Runner(small(AGAIN))).starts(colour="red", size="small")
    await visit.taps("Again")
    assert (visit.text, visit.holds("colour")) == ("Which colour?", "red")
    await visit.taps("Blue")
    assert (visit.text, visit.holds("colour"), visit.holds("size")) == ("Done?", "blue", "small")


async def test_back_from_a_change_changes_nothing(small: MakeScript) -> None:
    """Whoever does not want to change an answer after all goes back to where Change was tapped."""
    visit = await Visit(Runner(small(AGAIN))).starts(colour="red", size="small")
    await visit.taps("Again", "Back")
    assert (visit.text, visit.holds("colour"), visit.holds("size")) == ("Done?", "red", "small")


async def test_a_button_is_shown_while_its_condition_holds(small: MakeScript) -> None:
    """Conditions of buttons see the answers so far and the facts of the moment."""
    runner = Runner(small("- collect: colour\n- collect: done"))
    visit = await Visit(runner).starts(colour="red")
    assert visit.titles == ["Yes", "Again", "For red", "Back", "Page"]
    visit = await Visit(runner).starts(colour="blue")
    assert visit.titles == ["Yes", "Again", "Back", "Page"]
    visit = await Visit(runner, given(PAUSED)).starts(colour="blue")
    assert visit.titles == ["Yes", "Again", "Wait", "Back", "Page"]


async def test_the_first_branch_that_holds_is_taken(small: MakeScript) -> None:
    """Branches are tried from above; `else` is taken if none holds; steps can stand in a branch."""
    main = """
    - noop: true
      next:
        - if: slots.colour is "red"
          then:
            - action: utter_welcome
            - action: utter_trial
        - if: slots.colour is not null
          then: other
        - else: END
    - id: other
      action: utter_outside
    """
    runner = Runner(small(main))
    texts = [(await Visit(runner).starts(colour=colour)).text for colour in ("red", "blue")]
    assert texts == ["utter_welcome\n\nutter_trial", "utter_outside"]
    assert (await Visit(runner).starts()).text == ""


async def test_a_call_comes_back_and_a_link_does_not(small: MakeScript) -> None:
    """After `call` the way goes on; after `link` nothing of this flow is left."""
    others = """
    other:
      - collect: colour
      - action: utter_welcome
    """
    called = Runner(small("- call: other\n- collect: size", others))
    visit = await Visit(called).starts()
    assert visit.text == "Which colour?"
    await visit.taps("Red")
    assert (visit.text, visit.turn.question) == ("utter_welcome\n\nWhich size?", "size")
    linked = Runner(
        small(
            "- noop: true\n  next:\n    - if: slots.size\n      then: END\n    - else: go\n- id: go\n  link: other",
            others,
        )
    )
    visit = await Visit(linked).starts()
    await visit.taps("Red")
    assert (visit.text, visit.turn.question) == ("utter_welcome", None)


async def test_end_ends_only_the_flow_it_stands_in(small: MakeScript) -> None:
    """END in a called flow leads back to the caller; END in the main flow ends the turn with nothing asked."""
    others = """
    other:
      - noop: true
        next:
          - if: slots.colour
            then: END
          - else: ask
      - id: ask
        collect: colour
    """
    runner = Runner(small("- call: other\n- action: utter_welcome\n  next: END", others))
    visit = await Visit(runner).starts(colour="red")
    assert (visit.text, visit.turn.question, visit.choices) == ("utter_welcome", None, [])


async def test_set_slots_fills_and_clears(small: MakeScript) -> None:
    """What a flow sets holds at once for the steps that follow."""
    main = """
    - set_slots:
        - colour: blue
        - size: null
      next:
        - if: slots.colour is "blue" and slots.size is null
          then:
            - collect: size
        - else: END
    """
    visit = await Visit(Runner(small(main))).starts(colour="red", size="small")
    assert (visit.text, visit.holds("colour")) == ("Which size?", "blue")


async def test_words_are_asked_for_with_a_hint_and_shown_back(small: MakeScript) -> None:
    """A question for words is a prompt without buttons; the words stand as a quote on the screens after it."""
    runner = Runner(small("- collect: comment\n- collect: done"))
    turn = await runner.start(MAIN, {}, given())
    assert (turn.message.is_prompt, turn.message.placeholder, turn.message.buttons) == (True, "Type", ())
    turn = await runner.resume(turn.conversation, Reply(said="Too dark"), given())
    assert [(quote.label, quote.words) for quote in turn.message.quotes] == [
        ("utter_quote_comment", "Too dark")
    ]
    assert turn.question == "done"


async def test_words_that_nothing_asks_for_change_nothing(small: MakeScript) -> None:
    """Typed words never answer a question that has buttons: it stands as it stood."""
    runner = Runner(small(TWO_QUESTIONS))
    turn = await runner.start(MAIN, {"colour": "red"}, given())
    after = await runner.resume(turn.conversation, Reply(said="small"), given())
    assert after == turn


async def test_a_flow_without_end_is_refused_at_start_up(small: MakeScript) -> None:
    """A way round without a question is a problem of the folder, in one flow or through several."""
    with pytest.raises(FlowsBroken, match="goes round from step 'one'"):
        small("- id: one\n  action: utter_welcome\n- id: two\n  action: utter_trial\n  next: one")
    with pytest.raises(FlowsBroken, match="flow 'give_views' goes round from step 'away'"):
        small("- id: away\n  link: other", "other:\n  - id: home\n    link: give_views\n")


async def test_a_flow_that_goes_round_all_the_same_is_stopped(small: MakeScript) -> None:
    """A way round past a question that is answered cannot be seen at start-up: it ends with a sentence."""
    script = small("- id: one\n  collect: colour\n- id: two\n  action: utter_welcome\n  next: one")
    with pytest.raises(FlowEndless, match=r"Flow 'give_views' goes round without end at step '(one|two)'"):
        await Runner(script).start(MAIN, {"colour": "red"}, given())


class Meddling(Runner):
    """A runner whose every action returns these events."""

    events: tuple[dict[str, Any], ...] = ()

    async def run(self, action: str, tracker: dict[str, Any]) -> tuple[list[Any], list[Any]]:  # noqa: ARG002
        """Return the events, and say nothing."""
        return list(self.events), []


@pytest.mark.parametrize(
    ("event", "about"),
    [
        ({"event": "slot", "name": "color", "value": "red"}, "set slot 'color'"),
        ({"event": "slot", "name": "colour", "value": "green"}, "set slot 'colour'"),
        ({"event": "slot", "name": "round", "value": "open"}, "set slot 'round'"),
        ({"event": "restart"}, "'restart'"),
    ],
    ids=["an unknown slot", "an unknown value", "a fact of the moment", "no slot at all"],
)
async def test_an_action_that_sets_what_cannot_be_is_refused(
    event: dict[str, Any], about: str, small: MakeScript
) -> None:
    """What rasa_sdk would let pass is an error that names the action and the slot."""
    runner = Meddling(small("- action: action_number_ballot"))
    runner.events = (event,)
    with pytest.raises(ActionMisbehaved, match=rf"action_number_ballot.*{about}"):
        await runner.start(MAIN, {}, given())


async def test_an_action_may_set_and_clear_what_exists(small: MakeScript) -> None:
    """The same way, with a slot and a value that exist."""
    runner = Meddling(small("- action: action_number_ballot"))
    runner.events = (
        {"event": "slot", "name": "colour", "value": "blue"},
        {"event": "slot", "name": "size", "value": None},
    )
    turn = await runner.start(MAIN, {"size": "small"}, given())
    assert (turn.conversation.get("colour"), turn.conversation.get("size")) == ("blue", None)


async def test_a_placeholder_without_a_value_is_an_error_that_names_it(small: MakeScript) -> None:
    """A response never goes out with a gap: between rounds, there is no day on which this one closes."""
    script = small("- action: utter_thank_you", words={"utter_thank_you": " [{text: 'Until {closes}.'}]\n"})
    turn = await Runner(script).start(MAIN, {}, given())
    assert turn.message.text == "Until 31 December 2026."
    with pytest.raises(ResponseLacksValue, match=r"'utter_thank_you' has the placeholder \{closes\}"):
        await Runner(script).start(MAIN, {}, given(CLOSED))


async def test_a_turn_depends_on_nothing_but_what_it_is_given(small: MakeScript) -> None:
    """The runner keeps nothing between turns: another one gives the same turn for the same conversation."""
    script = small(AGAIN)
    conversation = Conversation({"language": "en", "seed": "01234", "colour": "red", "size": "small"})
    reply = Reply(sets=(("done", "again"),))
    first = Runner(script)
    await first.start(MAIN, {}, replace(given(), number="Z" * 16))
    turn = await first.resume(conversation, reply, given())
    assert turn == await first.resume(conversation, reply, given())
    assert turn == await Runner(script).resume(conversation, reply, given())
