"""The custom actions: everything in the dialogue that takes more than a fixed sentence.

They run in process, and also over HTTP with `python -m rasa_sdk --actions flows.actions`.
"""

from flows.actions.ballot import NumberBallot, Send
from flows.actions.check_answers import AskCheck
from flows.actions.concerns import AskConcern1, AskConcern2, AskConcern3
from flows.actions.own_words import AskComment, AskOther
from flows.actions.places import AskArea, AskTown, AskTypedPlace
from flows.actions.receipt import Withdraw
from flows.actions.say import Says
from flows.actions.show_page import ShowPage
from flows.actions.understand import Understand
from flows.actions.validate import ValidateAnswers, validated
from flows.actions.welcome import AskBegin
from flows.rasa import Action

SPEAKING: tuple[type[Says], ...] = (
    AskArea,
    AskBegin,
    AskCheck,
    AskComment,
    AskConcern1,
    AskConcern2,
    AskConcern3,
    AskOther,
    AskTown,
    AskTypedPlace,
    NumberBallot,
    Send,
    ShowPage,
    Understand,
    Withdraw,
)


def all_actions() -> tuple[type[Action], ...]:
    """Return every action of the dialogue."""
    return (*SPEAKING, ValidateAnswers)


def names() -> frozenset[str]:
    """Return the names of the actions that a flow can use."""
    return frozenset(action.called for action in SPEAKING)


def responses() -> frozenset[str]:
    """Return the responses that the actions may say."""
    return frozenset(ValidateAnswers.says).union(*(action.says for action in SPEAKING))


__all__ = ["all_actions", "names", "responses", "validated"]
