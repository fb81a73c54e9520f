"""The runner: from a conversation and a reply to the next turn. It sends nothing and keeps nothing.

The open question is the first unfilled `collect` on the way through the flow, so the way is walked anew
in every turn and there is no step pointer to go stale.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flows import actions
from flows.check import MAIN
from flows.conversation import Conversation, Reply
from flows.domain import LANGUAGE, READER, Kind
from flows.given import Given
from flows.language import Language
from flows.rasa import ActionExecutor, EventType, SlotSet
from flows.responses import BACK
from flows.script import Script
from flows.steps.step import END
from flows.turn import Button, Message, Quote, Turn, Weight, ballot_from
from storage.ballot import Ballot
from storage.errors import LocalViewsError

SEED_LETTERS = 5
MOST_STEPS = 200
NOBODY = "resident"
TYPED = "typed"
VALIDATE = "action_validate_slot_mappings"
FOOTER = "utter_footer"
QUOTE = "utter_quote_"
WORDS_LOST = "utter_words_lost"


class FlowEndless(LocalViewsError):
    """A flow took more steps in one turn than any flow should."""

    def __init__(self, flow: str, step: str) -> None:
        super().__init__(f"Flow '{flow}' goes round without end at step '{step}'. Correct its `next`.")


class ActionMisbehaved(LocalViewsError):
    """An action set a slot that does not exist, or to a value that it cannot hold."""

    def __init__(self, action: str, slot: str) -> None:
        super().__init__(
            f"Action '{action}' set slot '{slot}', which does not exist or cannot hold that value. "
            "Correct the action, or the slot in domain.yml."
        )


class Runner:
    """Walks through the flows of a script.

    Args:
        script: the flows, slots, words and county data.
    """

    def __init__(self, script: Script) -> None:
        self.script = script
        self._executor = ActionExecutor()
        for action in actions.all_actions():
            self._executor.register_action(action)
        self._domain_digest = script.digest.hex()
        self._domain_known = False

    async def start(self, flow: str, slots: Mapping[str, str], given: Given, said: str | None = None) -> Turn:
        """Begin a conversation.

        Args:
            flow: the flow to walk through.
            slots: what is known already, such as an area from an event's link.
            given: the facts of the moment.
            said: the typed words that began it, or None.
        """
        initial = {slot.name: slot.initial for slot in self.script.slots.values() if slot.initial}
        seed = given.number[:SEED_LETTERS]
        conversation = Conversation({**initial, "seed": seed, **slots})
        return await _Walk(self, conversation, given, said).through(flow)

    async def resume(
        self, conversation: Conversation, reply: Reply, given: Given, *, words_lost: bool = False
    ) -> Turn:
        """Go on with a conversation after a reply.

        Args:
            conversation: the slots so far.
            reply: a tap or typed words; words that are no longer asked for change nothing.
            given: the facts of the moment.
            words_lost: whether typed words can no longer be read back; they are asked for again, and a tap has
                no other effect.
        """
        if words_lost:
            walk = _Walk(self, conversation, given)
            await walk.perform(WORDS_LOST)
            return await walk.through(MAIN)
        changes = dict(reply.sets)
        if reply.said is not None:
            asked = await _Walk(self, conversation, given).through(MAIN)
            if asked.question is None or self.script.slots[asked.question].kind is not Kind.WORDS:
                return asked
            changes = {asked.question: reply.said}
        walk = _Walk(self, conversation, given, reply.said)
        await walk.take_in(changes)
        return await walk.through(MAIN)

    def knows(self, action: str) -> bool:
        """Tell whether there is an action of this name."""
        return action in self._executor.actions

    async def run(self, action: str, tracker: dict[str, Any]) -> tuple[list[Any], list[Any]]:
        """Run an action in process.

        Returns:
            Its events and its messages, as Rasa's action server would return them.
        """
        call: dict[str, Any] = {
            "next_action": action,
            "sender_id": NOBODY,
            "tracker": tracker,
            "domain_digest": self._domain_digest,
        }
        if not self._domain_known:
            call["domain"] = self.script.domain
            self._domain_known = True
        result = await self._executor.run(call)
        return (result.events, result.responses) if result else ([], [])


class _Walk:
    """One turn's way through the flows."""

    def __init__(
        self, runner: Runner, conversation: Conversation, given: Given, said: str | None = None
    ) -> None:
        self._runner = runner
        self._script = runner.script
        self._conversation = conversation
        self._moment = given
        self._given: dict[str, Mapping[str, str]] = {}
        self._said = said
        self._path: list[str] = []
        self._texts: list[str] = []
        self._remarks: list[str] = []
        self._buttons: list[Button] = []
        self._placeholder: str | None = None
        self._question: str | None = None
        self._alone = False
        self._leaves = False
        self._alert: str | None = None
        self._ballot: Ballot | None = None
        self._withdrawal: str | None = None
        self._steps = 0
        self.slots: Mapping[str, str] = self._slots()
        """The slots of the conversation and the facts of the moment, as its language writes them."""
        self.answers: frozenset[str] = frozenset()

    def _slots(self) -> Mapping[str, str]:
        return {**self._conversation.slots, **self._facts(self._conversation.slots[LANGUAGE])}

    def _facts(self, language: str) -> Mapping[str, str]:
        if language not in self._given:
            self._given[language] = self._moment.slots(self._script.languages[language])
        return self._given[language]

    @property
    def _language(self) -> Language:
        return self._script.languages[self._conversation.slots[LANGUAGE]]

    @property
    def _for_screen_reader(self) -> bool:
        return READER in self._conversation.slots

    async def take_in(self, changes: Mapping[str, str | None]) -> None:
        """Set the slots that a reply fills, and let the actions validate what it filled."""
        before = self.slots
        self.put(changes)
        filled = {slot: value for slot, value in changes.items() if value is not None}
        if filled.keys() & actions.validated():
            await self._run(VALIDATE, [SlotSet(slot, value) for slot, value in filled.items()])
        self.answers = frozenset(filled) & self._conversation.slots.keys()
        self._remarks, self._texts = self._texts, []
        if self._for_screen_reader:
            self._texts = [
                self._language.text("utter_chosen", answer=answer) for answer in self._chosen(changes, before)
            ]

    def _chosen(self, changes: Mapping[str, str | None], before: Mapping[str, str]) -> Iterator[str]:
        """Give what was tapped in words, for whoever cannot see what has changed on the screen."""
        for slot, value in changes.items():
            if value is not None and (slot, value) in self._language.labels:
                yield self._language.title(slot, value, before)

    async def through(self, flow: str) -> Turn:
        """Walk through a flow until something is asked or it ends; returns the turn."""
        await self.follow(flow)
        return Turn(
            self._conversation,
            self._language.as_shown(self._message()),
            self._question,
            self._ballot,
            self._withdrawal,
            self._alert and self._language.as_shown(Message(self._alert)).text,
            self._back(),
            self._leaves,
        )

    async def follow(self, flow: str) -> bool:
        """Walk through a flow; returns False where it stopped to wait."""
        steps = self._script.flows[flow].steps
        at = self._script.flows[flow].first
        while at != END:
            self._steps += 1
            if self._steps > MOST_STEPS:
                raise FlowEndless(flow, at)
            if not await steps[at].take(self):
                return False
            at = steps[at].following(self.slots)
        return True

    def pass_over(self, slot: str) -> None:
        """Note that a question was passed; passed again, what lay between was a way round to it."""
        if slot in self._path:
            del self._path[self._path.index(slot) :]
        self._path.append(slot)

    def put(self, changes: Mapping[str, str | None]) -> None:
        """Set slots, or clear those that are None."""
        if changes:
            self._conversation = self._conversation.having(changes)
            self.slots = self._slots()

    async def ask(self, slot: str) -> None:
        """Put the question for a slot on the screen, unless an action has put a choice there already."""
        self._question = slot
        if slot in self._path and slot not in self._conversation.slots:
            del self._path[self._path.index(slot) :]
        if self._buttons:
            return
        asking = f"action_ask_{slot}"
        if self._runner.knows(asking):
            await self._run(asking)
        else:
            self._say({"response": f"utter_ask_{slot}"})

    async def perform(self, action: str) -> None:
        """Run an action, or say a response."""
        if self._runner.knows(action):
            await self._run(action)
        else:
            self._say({"response": action})

    async def _run(self, action: str, events: Sequence[EventType] = ()) -> None:
        tracker = {
            "sender_id": NOBODY,
            "slots": dict(self.slots),
            "latest_message": {"text": self._said or ""},
            "events": list(events),
        }
        set_, said = await self._runner.run(action, tracker)
        for event in set_:
            self._check(action, event)
        self.put({event["name"]: event["value"] for event in set_})
        for message in said:
            self._say(message)

    def _check(self, action: str, event: Mapping[str, Any]) -> None:
        """Refuse what Rasa would let pass: a slot that does not exist, a value it cannot hold."""
        if event.get("event") != "slot":
            raise ActionMisbehaved(action, str(event.get("event")))
        slot = self._script.slots.get(event["name"])
        value = event["value"]
        if slot is None or (value is not None and (slot.kind is Kind.GIVEN or not slot.allows(value))):
            raise ActionMisbehaved(action, event["name"])

    def _say(self, message: Mapping[str, Any]) -> None:
        """Put one of an action's messages on the screen, below what stands there."""
        if ballot := message.get("custom", {}).get("ballot"):
            self._ballot = ballot_from(ballot)
        if receipt := message.get("custom", {}).get("withdrawal"):
            self._withdrawal = receipt
        if message.get("text"):
            self._texts.append(message["text"])
        self._buttons += [
            Button(of["title"], of["payload"], Weight(of.get("weight", Weight.PLAIN)))
            for of in message.get("buttons", ())
        ]
        if message.get("response"):
            response = self._language.responses[message["response"]]
            text = self._language.text(response.name, **{**self.slots, **message})
            if response.alert and not self._for_screen_reader:
                self._alert = text
            else:
                self._texts.append(text)
            self._alone = self._alone or response.alone
            self._leaves = self._leaves or response.leaves
            self._placeholder = response.placeholder or self._placeholder
            offered = {button.payload for button in self._buttons}
            self._buttons += [of for of in response.buttons(self.slots) if of.payload not in offered]

    def _message(self) -> Message:
        # What was said of the answer stands next to the buttons: the upper end of a long message is out of sight.
        text = "\n\n".join(filter(None, [*self._texts, *self._remarks]))
        if self._placeholder is not None:
            return Message(text, self._quotes(), placeholder=self._placeholder)
        footer = self._footer() if self._question and not self._alone else ()
        goes_on = any(button.payload.startswith("/SetSlots") for button in (*self._buttons, *footer))
        return Message(text, self._quotes() if goes_on else (), tuple(self._buttons), footer)

    def _quotes(self) -> tuple[Quote, ...]:
        """The resident's own words, on every screen from which they can still be sent."""
        return tuple(
            Quote(self._language.text(f"{QUOTE}{slot.name}"), self._conversation.slots[slot.name])
            for slot in self._script.slots.values()
            if slot.kind is Kind.WORDS and slot.name in self._conversation.slots
        )

    def _back(self) -> Reply | None:
        """The reply that takes back the last answer on the way here."""
        return Reply(sets=((self._path[-1], None),)) if self._path else None

    def _footer(self) -> tuple[Button, ...]:
        """The buttons below every question: those it does not offer itself, and Back where there is a way."""
        offered = {button.payload for button in self._buttons}
        buttons = self._language.responses[FOOTER].buttons(self.slots)
        if back := self._back():
            buttons = tuple(replace(of, payload=back.payload) if of.payload == BACK else of for of in buttons)
        return tuple(of for of in buttons if of.payload != BACK and of.payload not in offered)
