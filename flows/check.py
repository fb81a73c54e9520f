"""Checks that the parts of a flows folder fit together: every name leads somewhere."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from flows import actions
from flows.domain import Kind
from flows.faults import (
    CANNOT_COLLECT,
    ENDLESS,
    NO_FLOWS,
    NO_SUCH_ACTION,
    NO_SUCH_FLOW,
    NO_SUCH_RESPONSE,
    NO_SUCH_SLOT,
    NOT_ASKED,
    UNUSED_RESPONSE,
    Problems,
)
from flows.flow import Flow
from flows.responses import Response, check_response, check_value
from flows.steps.action import Act
from flows.steps.call import Call
from flows.steps.collect import Collect
from flows.steps.link import Link
from flows.steps.set_slots import SetSlots
from flows.steps.step import Step

if TYPE_CHECKING:
    from flows.script import Script

MAIN = "give_views"
EVERYWHERE = frozenset(
    {
        "utter_footer",
        "utter_words_lost",
        "utter_profile_name",
        "utter_profile_description",
        "utter_profile_short_description",
        *(f"utter_command_{command}" for command in ("start", "who", "about", "privacy", "help", "stop")),
    }
)
"""What is said by no flow and no action, but by the runner and by the bot's profile."""


def check(script: "Script", problems: Problems) -> None:
    """Note everything in a script that leads nowhere."""
    if MAIN not in script.flows:
        problems.add(NO_FLOWS.at("", 1, flow=MAIN))
    for flow in script.flows.values():
        for step in flow.steps.values():
            _check_step(step, flow, script, problems)
        for step in _going_round(flow):
            problems.add(ENDLESS.at(flow.file, step.line, flow=flow.name, step=step.id))
    for language in script.languages.values():
        for missing in (actions.responses() | EVERYWHERE) - language.responses.keys():
            problems.add(NO_SUCH_RESPONSE.at(f"words/{language.code}.yml", 1, response=missing))
        for response in language.responses.values():
            check_response(response, problems, script.slots)
        for response in _unused(language.responses.values(), script):
            problems.add(UNUSED_RESPONSE.at(response.file, response.line, response=response.name))


def _check_step(step: Step, flow: Flow, script: "Script", problems: Problems) -> None:
    for branch in step.branches:
        for slot, value in branch.condition.compared if branch.condition else ():
            check_value(slot, value, flow.file, step.line, problems, script.slots)
    match step:
        case Collect(slot=slot):
            _check_question(slot, step, flow, script, problems)
        case Act(action=action):
            _check_action(action, step, flow, script, problems)
        case SetSlots(sets=sets):
            for slot, value in sets:
                check_value(slot, value, flow.file, step.line, problems, script.slots)
        case Call(flow=other) | Link(flow=other) if other not in script.flows:
            known = ", ".join(script.flows)
            problems.add(NO_SUCH_FLOW.at(flow.file, step.line, step=step.id, flow=other, known=known))


def _check_question(slot: str, step: Step, flow: Flow, script: "Script", problems: Problems) -> None:
    if slot not in script.slots:
        known = ", ".join(sorted(script.slots))
        problems.add(NO_SUCH_SLOT.at(flow.file, step.line, slot=slot, known=known))
    elif script.slots[slot].kind in {Kind.CODE, Kind.GIVEN}:
        problems.add(CANNOT_COLLECT.at(flow.file, step.line, slot=slot))
    elif f"action_ask_{slot}" not in actions.names() and not _said(f"utter_ask_{slot}", script):
        problems.add(NOT_ASKED.at(flow.file, step.line, slot=slot))


def _check_action(action: str, step: Step, flow: Flow, script: "Script", problems: Problems) -> None:
    if action not in actions.names() and not _said(action, script):
        known = ", ".join(sorted(actions.names()))
        problems.add(NO_SUCH_ACTION.at(flow.file, step.line, action=action, known=known))


def _said(response: str, script: "Script") -> bool:
    return all(response in language.responses for language in script.languages.values())


def _unused(responses: Iterable[Response], script: "Script") -> Iterator[Response]:
    """Give the responses that no step says and no code names."""
    named = actions.responses() | EVERYWHERE
    for flow in script.flows.values():
        for step in flow.steps.values():
            if isinstance(step, Act):
                named = named | {step.action}
            if isinstance(step, Collect):
                named = named | {f"utter_ask_{step.slot}"}
    return (response for response in responses if response.name not in named)


def _going_round(flow: Flow) -> Iterator[Step]:
    """Give the steps from which a way leads back to themselves without asking anything."""
    for start in flow.steps.values():
        seen: set[str] = set()
        ahead = [start.id]
        while ahead:
            step = flow.steps.get(ahead.pop())
            if step is None or isinstance(step, Collect):
                continue
            onward = {branch.to for branch in step.branches} - seen
            if start.id in {branch.to for branch in step.branches}:
                yield start
                break
            seen |= onward
            ahead += onward
