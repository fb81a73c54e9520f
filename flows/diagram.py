"""A flow as a Mermaid diagram, to be looked at rather than read."""

from collections.abc import Iterator

from flows.flow import Flow
from flows.steps.collect import Collect
from flows.steps.noop import Noop
from flows.steps.step import END, Step


def draw(flow: Flow) -> str:
    """Return a flow in Mermaid's flowchart syntax: questions are hexagons, crossroads diamonds.

    Source: Mermaid documentation, "Flowcharts - Basic Syntax".
    """
    return "\n".join([f"---\ntitle: {flow.name}\n---", "flowchart TD", *_lines(flow), ""])


def _lines(flow: Flow) -> Iterator[str]:
    numbers = {step: f"s{number}" for number, step in enumerate(flow.steps)} | {END: "done"}
    for step in flow.steps.values():
        yield f"    {numbers[step.id]}{_shape(step)}"
        for branch in step.branches:
            on = f'|"{_escaped(branch.condition.text)}"|' if branch.condition else ""
            yield f"    {numbers[step.id]} -->{on} {numbers[branch.to]}"
    yield '    done(["the end"])'


def _shape(step: Step) -> str:
    label = _escaped(step.label)
    match step:
        case Collect():
            return f'{{{{"{label}"}}}}'
        case Noop():
            return f'{{"{label}"}}'
        case _:
            return f'["{label}"]'


def _escaped(text: str) -> str:
    return text.replace('"', "#quot;")
