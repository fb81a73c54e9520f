"""A flow: its steps by id, read from a file in Rasa's flow format."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from flows.domain import Slots, check_change, check_value
from flows.faults import (
    BAD_BRANCH,
    ELSE_TOO_SOON,
    NEVER_REACHED,
    NO_ELSE,
    NO_STEPS,
    NO_SUCH_STEP,
    NOT_A_LIST,
    NOT_A_STEP,
    NOT_TEXT,
    STEP_TWICE,
    STEP_TWO_KINDS,
    Fault,
)
from flows.responses import read_condition
from flows.steps.action import Act
from flows.steps.call import Call
from flows.steps.collect import Collect
from flows.steps.link import Link
from flows.steps.noop import Noop
from flows.steps.set_slots import SetSlots
from flows.steps.step import END, Branch, Step
from flows.yaml_file import Node

KINDS = {
    "action": ("next",),
    "call": ("next",),
    "collect": ("next", "ask_before_filling"),
    "link": (),
    "noop": ("next",),
    "set_slots": ("next",),
}
"""What each kind of step can have besides its own key, an id and a description."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow.

    Args:
        name: its key in the file.
        file: where it stands.
        line: the line it starts in.
        description: what it is for.
        steps: its steps by id, in the order of the file; the first is where it starts.
    """

    name: str
    file: str
    line: int
    description: str
    steps: dict[str, Step] = field(default_factory=dict)

    @property
    def first(self) -> str:
        """The id of the step it starts with."""
        return next(iter(self.steps), END)


def read_flows(file: Node, slots: Slots) -> Iterator[Flow]:
    """Read the flows of a file.

    Args:
        file: the file.
        slots: which steps fill and conditions compare.
    """
    file.only("version", "flows")
    for name, node in file.required("flows").items():
        node.only("name", "description", "steps")
        yield _FlowReader(name, node, slots).read()


class _FlowReader:
    """Reads one flow. Steps nested in branches get a place among the others, so that all have an id."""

    def __init__(self, name: str, node: Node, slots: Slots) -> None:
        self._node = node
        self._slots = slots
        self._flow = Flow(name, node.file, node.line, node.text("description"))
        self._targets: list[Node] = []

    def read(self) -> Flow:
        noted = len(self._node.problems.found)
        self._read_steps(self._node.get("steps"), after=END)
        if not self._flow.steps:
            self._note(self._node, NO_STEPS)
        for node in self._targets:
            if node.value not in {END, *self._flow.steps}:
                self._note(node, NO_SUCH_STEP, step=node.value, known=", ".join(self._flow.steps))
        if len(self._node.problems.found) == noted:
            self._check_reached()
        return self._flow

    def _read_steps(self, steps: Node, after: str) -> str:
        """Read a list of steps; returns the id of its first. What follows the last is `after`."""
        nodes = list(steps.elements())
        if not nodes:
            return after
        ids = [self._id(node) for node in nodes]
        for node, own, following in zip(nodes, ids, [*ids[1:], after], strict=True):
            if own in self._flow.steps:
                self._note(node.get("id"), STEP_TWICE, step=own)
            self._flow.steps[own] = Noop(own, node.line, ())
            self._flow.steps[own] = self._step(node, own, following)
        return ids[0]

    def _id(self, node: Node) -> str:
        kind = self._kind(node)
        value = node.get(kind).value
        named = value if isinstance(value, str) else kind
        return node.text("id", default=f"{named}_{node.line}")

    def _kind(self, node: Node) -> str:
        return next((kind for kind, _ in node.items() if kind in KINDS), "noop")

    def _step(self, node: Node, own: str, following: str) -> Step:
        kind = self._kind(node)
        kinds = [key for key, _ in node.items() if key in KINDS]
        if not kinds:
            self._note(node, NOT_A_STEP, known=", ".join(KINDS))
        elif len(kinds) > 1:
            self._note(node, STEP_TWO_KINDS, keys=" and ".join(kinds))
        else:
            node.only("id", "description", kind, *KINDS[kind])
        return self._of_kind(kind, node, own, self._branches(node, following))

    def _of_kind(self, kind: str, node: Node, own: str, branches: tuple[Branch, ...]) -> Step:
        line = node.get(kind).line
        match kind:
            case "collect":
                slot = node.text("collect")
                if slot:
                    check_value(node.get("collect"), slot, None, self._slots)
                return Collect(own, line, branches, slot, node.flag("ask_before_filling"))
            case "action":
                return Act(own, line, branches, node.text("action"))
            case "call":
                return Call(own, line, branches, node.text("call"))
            case "link":
                return Link(own, line, (), node.text("link"))
            case "set_slots":
                return SetSlots(own, line, branches, tuple(self._sets(node.required("set_slots"))))
            case _:
                return Noop(own, line, branches)

    def _sets(self, node: Node) -> Iterator[tuple[str, str | None]]:
        for element in node.elements():
            for slot, value in element.items():
                if not isinstance(value.value, str | None):
                    self._note(value, NOT_TEXT, key=slot)
                else:
                    check_change(value, slot, value.value, self._slots)
                    yield slot, value.value

    def _branches(self, step: Node, following: str) -> tuple[Branch, ...]:
        node = step.get("next")
        if not step.has("next"):
            return (Branch(None, following),)
        if isinstance(node.value, str):
            return (Branch(None, self._target(node)),)
        elements = list(node.elements())
        if node.value is None:
            self._note(node, NOT_A_LIST)
        elif elements and not elements[-1].has("else"):
            self._note(node, NO_ELSE)
        for element in elements[:-1]:
            if element.has("else"):
                self._note(element, ELSE_TOO_SOON)
        return tuple(self._branch(element) for element in elements)

    def _branch(self, node: Node) -> Branch:
        keys = {key for key, _ in node.items()}
        if keys not in ({"if", "then"}, {"else"}):
            self._note(node, BAD_BRANCH)
        condition = read_condition(node, self._slots) if "if" in keys else None
        return Branch(condition, self._target(node.get("then" if "then" in keys else "else")))

    def _target(self, node: Node) -> str:
        """Return the id of the step that is named, or of the first of the steps that stand there instead."""
        if isinstance(node.value, str):
            self._targets.append(node)
            return node.value
        if not node.value:
            self._note(node, BAD_BRANCH)
        return self._read_steps(node, after=END)

    def _check_reached(self) -> None:
        """Note every step to which no `next` leads; in a flow with other problems that would be a guess."""
        reached: set[str] = set()
        ahead = {self._flow.first}
        while ahead - {END}:
            reached |= ahead
            onward = {branch.to for at in ahead - {END} for branch in self._flow.steps[at].branches}
            ahead = onward - reached
        for step in self._flow.steps.values():
            if step.id not in reached:
                fault = NEVER_REACHED.at(self._flow.file, step.line, flow=self._flow.name, step=step.id)
                self._node.problems.add(fault)

    def _note(self, node: Node, fault: Fault, **names: object) -> None:
        self._node.problems.add(fault.at(node.file, node.line, flow=self._flow.name, **names))
