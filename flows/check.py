"""Checks that the parts of a flows folder fit together: every name leads somewhere."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from flows import actions
from flows.commands import COMMANDS
from flows.domain import Kind
from flows.faults import (
    CANNOT_COLLECT,
    ENDLESS,
    HINT_FOR_NOTHING,
    NO_FLOW,
    NO_HINT,
    NO_SUCH_ACTION,
    NO_SUCH_FLOW,
    NO_SUCH_RESPONSE,
    NOT_ASKED,
    UNUSED_RESPONSE,
    Problems,
    nearest,
)
from flows.flow import Flow
from flows.language import Language
from flows.locales import ENGLISH
from flows.responses import QUESTION
from flows.steps.action import Act
from flows.steps.call import Call
from flows.steps.collect import Collect
from flows.steps.link import Link
from flows.steps.step import Step
from flows.translation import check_translation

if TYPE_CHECKING:
    from flows.script import Script

MAIN = "give_views"
STARTED = (MAIN, "typed", "old_button", "not_words", "edited", "not_here")
"""The flows that the bot starts; others are linked or called from these."""

POSTER = (
    "title",
    "trial",
    "where",
    "headline",
    "what",
    "what_trial",
    "qr",
    "scan",
    "promise",
    "count",
    "telegram",
    "telegram_only",
    "run_by",
    "closes",
    "not_for",
)
"""The sentences on the poster and the handout of an event."""

EVERYWHERE = frozenset(
    {
        "utter_footer",
        "utter_chosen",
        "utter_words_lost",
        "utter_failed",
        "utter_profile_name",
        "utter_profile_description",
        "utter_profile_short_description",
        *(f"utter_command_{command}" for command in COMMANDS),
        *(f"utter_poster_{part}" for part in POSTER),
    }
)
"""What is said by no flow and no action, but by the runner, by the bot itself and its profile, and on paper."""

QUOTE = "utter_quote_"
NEVER_QUOTED = frozenset({"typed_place", "receipt_code"})
"""Slots of typed words that an action turns into something else at once."""


def check(script: "Script", problems: Problems, *, all_flows: bool) -> None:
    """Note everything in a script that leads nowhere.

    Args:
        script: as far as it could be read.
        problems: where it is noted.
        all_flows: whether every file with flows could be read; else nothing is certain to be missing or unused.
    """
    for flow, step in _steps(script):
        _check_step(step, flow, script, problems, all_flows=all_flows)
    for flow, step in _going_round(script):
        problems.add(ENDLESS.at(flow.file, step.line, flow=flow.name, step=step.id))
    if english := script.languages.get(ENGLISH):
        _check_english(english, script, problems, all_flows=all_flows)
        _check_translations(english, script, problems)
    if all_flows:
        for missing in [name for name in STARTED if name not in script.flows]:
            problems.add(NO_FLOW.at(*_where_it_may_be(missing, script), flow=missing))


def _where_it_may_be(missing: str, script: "Script") -> tuple[str, int]:
    """Return the file and line of a flow that nothing starts and whose name looks like a missing one's."""
    begun = {step.flow for _, step in _steps(script) if isinstance(step, Call | Link)} | {*STARTED}
    alike = get_close_matches(missing, script.flows.keys() - begun, 1)
    if alike:
        return script.flows[alike[0]].file, script.flows[alike[0]].line
    return next((flow.file for flow in script.flows.values()), f"{MAIN}.yml"), 1


def _check_step(step: Step, flow: Flow, script: "Script", problems: Problems, *, all_flows: bool) -> None:
    match step:
        case Collect(slot=slot) if slot in script.slots:
            if script.slots[slot].kind in {Kind.CODE, Kind.GIVEN}:
                problems.add(CANNOT_COLLECT.at(flow.file, step.line, slot=slot))
            elif not any(_exists(asking, script) for asking in (f"action_ask_{slot}", f"{QUESTION}{slot}")):
                problems.add(NOT_ASKED.at(flow.file, step.line, slot=slot))
        case Act(action=action) if action and not _exists(action, script):
            responses = {name for of in script.languages.values() for name in of.responses}
            known = nearest(action, sorted(actions.names() | responses))
            problems.add(NO_SUCH_ACTION.at(flow.file, step.line, action=action, known=known))
        case Call(flow=other) | Link(flow=other) if all_flows and other and other not in script.flows:
            flows = ", ".join(script.flows)
            problems.add(NO_SUCH_FLOW.at(flow.file, step.line, step=step.id, flow=other, known=flows))


def _check_translations(english: Language, script: "Script", problems: Problems) -> None:
    """Hold the other languages against English, if that is as it should be."""
    if any(problem.file == f"words/{ENGLISH}.yml" for problem in problems.found):
        return
    for language in script.languages.values():
        if language is not english:
            check_translation(language, english, script.county.official_names, problems)


def _check_english(english: Language, script: "Script", problems: Problems, *, all_flows: bool) -> None:
    """Note responses that are missing, that nothing uses, and those that would not wait for words or in vain."""
    anyway, prompts = _said_anyway(script), _prompts(script)
    used = anyway | _said_by_steps(script)
    for missing in sorted(anyway - english.responses.keys()):
        problems.add(NO_SUCH_RESPONSE.at(f"words/{ENGLISH}.yml", 1, response=missing))
    for name, response in english.responses.items():
        if name in prompts and not response.placeholder:
            problems.add(NO_HINT.at(response.file, response.line, response=name))
        if all_flows and name not in used:
            problems.add(UNUSED_RESPONSE.at(response.file, response.line, response=name))
        elif all_flows and script.slots and response.placeholder and name not in prompts:
            problems.add(HINT_FOR_NOTHING.at(response.file, response.line, response=name))


def _steps(script: "Script") -> Iterator[tuple[Flow, Step]]:
    for flow in script.flows.values():
        for step in flow.steps.values():
            yield flow, step


def _exists(action: str, script: "Script") -> bool:
    """Tell whether something is an action, or a response; what another language lacks is told of that language."""
    if action.startswith("utter_"):
        english = script.languages.get(ENGLISH)
        return english is None or action in english.responses
    return action in actions.names()


def _said_anyway(script: "Script") -> frozenset[str]:
    """Return the responses that no step names: what actions, the runner and the profile say."""
    quotes = {
        f"{QUOTE}{slot.name}"
        for slot in script.slots.values()
        if slot.kind is Kind.WORDS and slot.name not in NEVER_QUOTED
    }
    return actions.responses() | EVERYWHERE | quotes


def _said_by_steps(script: "Script") -> frozenset[str]:
    return frozenset(
        step.action if isinstance(step, Act) else f"{QUESTION}{step.slot}"
        for _, step in _steps(script)
        if isinstance(step, Act | Collect)
    )


def _prompts(script: "Script") -> frozenset[str]:
    """Return the responses that ask for typed words, by themselves or in an action."""
    words = {slot.name for slot in script.slots.values() if slot.kind is Kind.WORDS}
    by_action = {
        response
        for action in actions.SPEAKING
        if action.called.removeprefix("action_ask_") in words
        for response in action.says
        if response.startswith(QUESTION)
    }
    return frozenset({f"{QUESTION}{slot}" for slot in words} | by_action)


Place = tuple[str, str]
"""The names of a flow and of a step in it."""


def _going_round(script: "Script") -> Iterator[tuple[Flow, Step]]:
    """Give one step of each way that leads back to itself without asking anything."""
    onward = {(flow.name, step.id): frozenset(_onward(flow, step, script)) for flow, step in _steps(script)}
    ahead = {place: _all_ahead(place, onward) for place in onward}
    for place, others in ahead.items():
        earlier = list(ahead)[: list(ahead).index(place)]
        if place in others and not any(one in others and place in ahead[one] for one in earlier):
            flow = script.flows[place[0]]
            yield flow, flow.steps[place[1]]


def _onward(flow: Flow, step: Step, script: "Script") -> Iterator[Place]:
    """Give where a step can lead without asking anything."""
    if isinstance(step, Collect):
        return
    if isinstance(step, Link | Call) and step.flow in script.flows:
        other = script.flows[step.flow]
        yield other.name, other.first
        if any(isinstance(asking, Collect) for asking in other.steps.values()):
            return
    yield from ((flow.name, branch.to) for branch in step.branches)


def _all_ahead(place: Place, onward: Mapping[Place, frozenset[Place]]) -> frozenset[Place]:
    seen: set[Place] = set()
    ahead = set(onward[place])
    while ahead:
        seen |= ahead
        ahead = {further for at in ahead for further in onward.get(at, ())} - seen
    return frozenset(seen)
