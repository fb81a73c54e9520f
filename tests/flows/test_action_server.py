"""The actions over HTTP: `python -m rasa_sdk --actions flows.actions` is Rasa's own server, with the same actions."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from flows import actions
from flows.runner import NOBODY, Runner
from flows.script import Script, installed
from tests.flows.talk import Talk
from tests.flows.test_ways_through import WAYS, every_detail
from tests.free_port import free_port

PATIENCE_SECONDS = 30
HEALTHY_WITHIN_SECONDS = 0.05


@dataclass
class Call:
    """An action call of the runner, and what came of it in process."""

    action: str
    tracker: dict[str, Any]
    events: list[Any] = field(default_factory=list)
    responses: list[Any] = field(default_factory=list)


class Recording(Runner):
    """A runner that writes down every action call.

    Args:
        script: the flows.
    """

    def __init__(self, script: Script) -> None:
        super().__init__(script)
        self.calls: list[Call] = []

    async def run(self, action: str, tracker: dict[str, Any]) -> tuple[list[Any], list[Any]]:
        """Run an action in process and note the call as it was made, and its result."""
        call = Call(action, deepcopy(tracker))
        call.events, call.responses = await super().run(action, tracker)
        self.calls.append(call)
        return call.events, call.responses


def wait_until_healthy(client: httpx.Client, process: "subprocess.Popen[bytes]") -> None:
    """Return once the server answers that it is well."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if client.get("/health").json() == {"status": "ok"}:
                return
        except httpx.TransportError:
            time.sleep(HEALTHY_WITHIN_SECONDS)
    pytest.fail(f"the action server did not start (exit status {process.poll()})")


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator["subprocess.Popen[bytes]"]:
    """Rasa's action server with our actions, in a process and a folder of its own; `args` ends in its port."""
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-m", "rasa_sdk", "--actions", "flows.actions", "-p", str(free_port())]
    with subprocess.Popen(  # noqa: S603 - our own command
        command,
        cwd=tmp_path_factory.mktemp("action-server"),
        env=os.environ | {"SANIC_HOST": "127.0.0.1", "PYTHONPATH": root},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as server:
        try:
            yield server
        finally:
            os.killpg(server.pid, signal.SIGKILL)  # it has a process of its own that serves


@pytest.fixture(scope="module")
def server(process: "subprocess.Popen[bytes]") -> Iterator[httpx.Client]:
    """A client of the action server, once it is well."""
    assert isinstance(process.args, list)
    with httpx.Client(base_url=f"http://127.0.0.1:{process.args[-1]}", timeout=PATIENCE_SECONDS) as client:
        wait_until_healthy(client, process)
        yield client


@dataclass
class Held:
    """Conversations that were held in process: their script, and all action calls in their order."""

    script: Script
    calls: list[Call]


Way = Callable[[Talk], Awaitable[None]]


async def hold(talk: Talk, *ways: Way) -> Held:
    """Hold conversations with a runner that writes down its calls."""
    recording = Recording(installed("hertfordshire"))
    talk.runner = recording
    for way in ways:
        await way(talk)
    return Held(recording.script, recording.calls)


@pytest.fixture
async def conversation(talk: Talk) -> Held:
    """A whole conversation with every detail, from the welcome to the thank-you."""
    return await hold(talk, every_detail)


@pytest.fixture
async def conversations(talk: Talk) -> Held:
    """All the main ways through the dialogue."""
    return await hold(talk, *WAYS)


def body(call: Call, **domain: object) -> dict[str, Any]:
    """Return an action call as Rasa's documentation has it: the domain, or its digest once it is known."""
    return {"next_action": call.action, "sender_id": NOBODY, "tracker": call.tracker, **domain}


def as_json(value: object) -> Any:
    """Return a value as it arrives over HTTP."""
    return json.loads(json.dumps(value))


A_CALL = Call("action_ask_begin", {"sender_id": NOBODY, "slots": {}, "latest_message": {}, "events": []})


def test_a_call_without_a_domain_is_asked_to_bring_it(server: httpx.Client) -> None:
    """A server that does not know the domain answers 449, whether a digest comes or nothing; then Rasa sends it."""
    for domain in ({}, {"domain_digest": "never seen"}):
        answer = server.post("/webhook", json=body(A_CALL, **domain))
        assert (answer.status_code, answer.json()["action_name"]) == (449, "action_ask_begin")


def test_an_unknown_action_is_not_found(server: httpx.Client) -> None:
    """An action that nobody registered is answered with 404 and its name."""
    answer = server.post("/webhook", json=body(Call("action_make_tea", {}), domain={"slots": {}}))
    assert (answer.status_code, answer.json()["action_name"]) == (404, "action_make_tea")


def test_the_server_has_exactly_our_actions(server: httpx.Client) -> None:
    """Every action of the dialogue is registered, and nothing that is only there to be built upon."""
    listed = sorted(action["name"] for action in server.get("/actions").json())
    assert listed == sorted(action().name() for action in actions.all_actions())


def test_a_whole_conversation_over_http_is_the_same_as_in_process(
    server: httpx.Client, conversation: Held
) -> None:
    """Each call of a conversation with every detail brings the same events and messages, in the same order."""
    assert [call.action for call in conversation.calls].count("action_send") == 1
    known: dict[str, Any] = {"domain_digest": conversation.script.digest.hex()}
    domain = known | {"domain": conversation.script.domain}
    for call in conversation.calls:
        answer = server.post("/webhook", json=body(call, **domain))
        assert answer.status_code == 200, call.action
        assert answer.json() == as_json({"events": call.events, "responses": call.responses}), call.action
        domain = known


def test_every_action_does_the_same_over_http(server: httpx.Client, conversations: Held) -> None:
    """Of all the main ways through, one call of each action brings the same over HTTP."""
    calls = {call.action: call for call in conversations.calls}
    assert calls.keys() == {action().name() for action in actions.all_actions()}
    for call in calls.values():
        answer = server.post("/webhook", json=body(call, domain=conversations.script.domain)).json()
        assert answer == as_json({"events": call.events, "responses": call.responses}), call.action


def test_no_call_tells_who_is_speaking(conversation: Held) -> None:
    """What an action is given of its caller is the same for everybody."""
    assert {call.tracker["sender_id"] for call in conversation.calls} == {NOBODY}
    assert {frozenset(call.tracker) for call in conversation.calls} == {
        frozenset({"sender_id", "slots", "latest_message", "events"})
    }
