"""Every screen that asks something is short, and fits a small phone without scrolling."""

import math
import random
import re
from dataclasses import replace

import pytest

from bot.screen import keyboard
from flows.conversation import Reply
from flows.turn import Message
from tests.flows.talk import Talk, given

WELCOME_WORDS = 60
QUESTION_WORDS = 30
LINES_ON_A_SMALL_PHONE = 24
"""A 360 x 640 px phone has about 530 px for messages: 24 lines of 22 px."""
LINES_A_ROW = 2
LETTERS_A_LINE = 36
NOT_TAPPED = {"Send my views", "Stop and delete", "Back", "Screen reader on", "Turn it on"}
CHOICES = {
    "area",
    "concern_1",
    "concern_2",
    "concern_3",
    "place",
    "town",
    "time",
    "safe_by_day",
    "safe_after_dark",
}


def words(text: str) -> int:
    """Count the words of a text, telephone numbers as one each."""
    return len(re.sub(r"\d[\d ]+\d", "number", text).split())


def lines(message: Message) -> int:
    """Return how many lines of a small phone a screen takes, its rows of buttons counted as two each.

    Words that a resident has typed stand above and may scroll out of sight.
    """
    text = sum(max(1, math.ceil(len(line) / LETTERS_A_LINE)) for line in message.text.splitlines())
    buttons = keyboard(message, lambda _: "x")
    return text + 1 + LINES_A_ROW * (len(buttons["inline_keyboard"]) if buttons else 0)


async def test_the_welcome_has_at_most_sixty_words(talk: Talk) -> None:
    """Even with the lines that a trial and an event's link add."""
    talk.moment = replace(talk.moment, controller=None)
    await talk.starts({"area": "welwyn_hatfield", "event": "AAAAA"})
    assert "trial" in talk.text
    assert "Welwyn Hatfield" in talk.text
    assert words(talk.text) <= WELCOME_WORDS
    assert lines(talk.turn.message) <= LINES_ON_A_SMALL_PHONE


@pytest.mark.parametrize("seed", range(12))
async def test_every_question_is_short_and_fits(talk: Talk, seed: int) -> None:
    """On ways taken at random: 30 words at most, and every choice in sight on a small phone."""
    chance = random.Random(seed)
    talk.moment = given(number=f"{chance.getrandbits(60):016d}"[:16])
    await talk.starts()
    asked = set()
    for _ in range(120):
        question = talk.turn.question
        if question and question not in {"begin", "check", "outcome"}:
            asked.add(question)
            assert words(talk.text) <= QUESTION_WORDS, talk.text
        if question in CHOICES and not talk.turn.message.is_prompt:
            assert lines(talk.turn.message) <= LINES_ON_A_SMALL_PHONE, talk.titles
        onward = [button.title for button in talk.choices if Reply.parse(button.payload)]
        onward = [title for title in onward if title not in NOT_TAPPED]
        if talk.turn.message.is_prompt:
            await talk.types(chance.choice(["Tring", "Nowhere", "at night"]))
        elif onward:
            await talk.taps(chance.choice(onward))
        else:
            await talk.starts()
    assert len(asked & CHOICES) > 3
