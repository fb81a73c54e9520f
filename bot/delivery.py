"""The delivery: an update that Telegram has brought by webhook, and what its answer has to say.

Whoever deals with the update knows nothing of how it came; where it was fetched by polling, there is no delivery, and
nothing that is said here matters.
"""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Delivery:
    """What has become of an update so far. It says nothing of whose it is.

    Args:
        is_dealt_with: whether all that it asked for was done; if not, Telegram is to deliver it again.
        answers_tap: whether Telegram's answer is to take the tap as dealt with, which then needs no call of its own.
    """

    is_dealt_with: bool = True
    answers_tap: bool = False


_under_way: ContextVar[Delivery | None] = ContextVar("under_way", default=None)


def begin() -> Delivery:
    """Let this task and those that it begins be dealing with a delivery."""
    delivery = Delivery()
    _under_way.set(delivery)
    return delivery


def fail() -> None:
    """Say that the update was not dealt with, or not as a whole."""
    if (delivery := _under_way.get()) is not None:
        delivery.is_dealt_with = False


def comes_again() -> bool:
    """Tell whether the update was delivered, and is to be delivered again."""
    delivery = _under_way.get()
    return delivery is not None and not delivery.is_dealt_with


def can_answer_tap() -> bool:
    """Let the tap be answered along with the delivery, and tell whether that can be done."""
    delivery = _under_way.get()
    if delivery is None:
        return False
    delivery.answers_tap = True
    return True
