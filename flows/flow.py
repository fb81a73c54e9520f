"""A flow: its steps by id, read from a file in Rasa's flow format."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from flows.faults import (
    BAD_BRANCH,
    NO_ELSE,
    NO_STEPS,
    NO_SUCH_STEP,
    NOT_A_STEP,
    STEP_TWICE,
    STEP_TWO_KINDS,
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

KINDS = ("action", "call", "collect", "link", "noop", "set_slots")


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


def read_flows(file: Node) -> Iterator[Flow]:
    """Read the flows of a file."""
    file.only("version", "flows")
    for name, node in file.get("flows").items():
        node.only("name", "description", "steps")
        yield _FlowReader(name, node).read()


class _FlowReader:
    """Reads one flow. Steps nested in branches get a place among the others, so that all have an id."""

    def __init__(self, name: str, node: Node) -> None:
        self._node = node
        self._problems = node.problems
        self._flow = Flow(name, node.file, node.line, node.text("description"))

    def read(self) -> Flow:
        self._read_steps(self._node.get("steps"), after=END)
        if not self._flow.steps:
            self._problems.add(NO_STEPS.at(self._node.file, self._node.line, flow=self._flow.name))
        self._check_targets()
        return self._flow

    def _read_steps(self, steps: Node, after: str) -> str:
        """Read a list of steps; returns the id of its first. What follows the last is `after`."""
        nodes = list(steps.elements())
        ids = [self._id(node) for node in nodes]
        for node, own, following in zip(nodes, ids, [*ids[1:], after], strict=True):
            if own in self._flow.steps:
                fault = STEP_TWICE.at(node.file, node.line, flow=self._flow.name, step=own)
                self._problems.add(fault)
            self._flow.steps[own] = Noop(own, node.line, ())
            self._flow.steps[own] = self._step(node, own, following)
        return ids[0] if ids else after

    def _id(self, node: Node) -> str:
        kind = self._kind(node)
        value = node.get(kind).value
        named = value if isinstance(value, str) else kind
        return node.text("id", default=f"{named}_{node.line}")

    def _kind(self, node: Node) -> str:
        keys = [key for key, _ in node.items() if key in KINDS]
        return keys[0] if keys else "noop"

    def _step(self, node: Node, own: str, following: str) -> Step:
        kinds = [key for key, _ in node.items() if key in KINDS]
        if not kinds:
            fault = NOT_A_STEP.at(node.file, node.line, flow=self._flow.name, known=", ".join(KINDS))
            self._problems.add(fault)
        if len(kinds) > 1:
            keys = " and ".join(kinds)
            self._problems.add(STEP_TWO_KINDS.at(node.file, node.line, flow=self._flow.name, keys=keys))
        node.only("id", "next", "description", "ask_before_filling", *KINDS)
        return self._of_kind(self._kind(node), node, own, self._branches(node.get("next"), following))

    def _of_kind(self, kind: str, node: Node, own: str, branches: tuple[Branch, ...]) -> Step:
        match kind:
            case "collect":
                again = node.get("ask_before_filling").value is True
                return Collect(own, node.line, branches, node.text("collect"), again)
            case "action":
                return Act(own, node.line, branches, node.text("action"))
            case "call":
                return Call(own, node.line, branches, node.text("call"))
            case "link":
                return Link(own, node.line, (), node.text("link"))
            case "set_slots":
                return SetSlots(own, node.line, branches, tuple(_sets(node.get("set_slots"))))
            case _:
                return Noop(own, node.line, branches)

    def _branches(self, node: Node, following: str) -> tuple[Branch, ...]:
        if node.value is None:
            return (Branch(None, following),)
        if isinstance(node.value, str):
            return (Branch(None, node.value),)
        branches = [self._branch(element) for element in node.elements()]
        if branches and branches[-1].condition is not None:
            self._problems.add(NO_ELSE.at(node.file, node.line))
        return tuple(branches)

    def _branch(self, node: Node) -> Branch:
        node.only("if", "then", "else")
        keys = {key for key, _ in node.items()}
        if keys == {"else"}:
            return Branch(None, self._target(node.get("else")))
        if keys != {"if", "then"}:
            self._problems.add(BAD_BRANCH.at(node.file, node.line))
            return Branch(None, END)
        return Branch(read_condition(node, "if"), self._target(node.get("then")))

    def _target(self, node: Node) -> str:
        if isinstance(node.value, str):
            return node.value
        return self._read_steps(node, after=END)

    def _check_targets(self) -> None:
        known = ", ".join(self._flow.steps)
        for step in self._flow.steps.values():
            for branch in step.branches:
                if branch.to != END and branch.to not in self._flow.steps:
                    fault = NO_SUCH_STEP.at(
                        self._flow.file, step.line, flow=self._flow.name, step=branch.to, known=known
                    )
                    self._problems.add(fault)


def _sets(node: Node) -> Iterator[tuple[str, str | None]]:
    for element in node.elements():
        for slot, value in element.items():
            yield slot, None if value.value is None else str(value.value)
