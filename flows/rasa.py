"""What the flows take from rasa_sdk: actions, and what carries them out.

It comes without its web server. rasa_sdk loads that for the name of a type, and each start of the bot took a sixth of a
second longer for it, and five megabytes for good. `python -m rasa_sdk` has loaded it before, and serves as ever.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

__all__ = [
    "Action",
    "ActionExecutor",
    "CollectingDispatcher",
    "EventType",
    "SlotSet",
    "Tracker",
    "ValidationAction",
]

WEB_SERVER = "sanic"


@contextmanager
def _without_web_server() -> Iterator[None]:
    """Let a module with nothing but that name stand for the web server meanwhile, unless it is there already."""
    if WEB_SERVER in sys.modules:
        yield
        return
    sys.modules[WEB_SERVER] = ModuleType(WEB_SERVER)
    vars(sys.modules[WEB_SERVER])["Sanic"] = object
    try:
        yield
    finally:
        del sys.modules[WEB_SERVER]


with _without_web_server():
    from rasa_sdk import Action, Tracker
    from rasa_sdk.events import EventType, SlotSet
    from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
    from rasa_sdk.forms import ValidationAction
