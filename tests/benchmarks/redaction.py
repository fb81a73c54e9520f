"""How long redaction takes. It should stay under 1 ms a sentence."""

import statistics
import time
from collections.abc import Sequence

from rich.box import SIMPLE
from rich.table import Table

from flows.redaction import plain, redact
from tests.benchmarks.outcome import Outcome, Tell, Wishes
from tests.flows.test_redaction import (
    HOSTILE_COMMENTS,
    HOSTILE_MESSAGES,
    MORE_HOSTILE_COMMENTS,
    filled,
    part_of_the_corpus,
)

ROUNDS = 20
EACH = 7
"""One in so many of the hostile texts is timed."""


def microseconds_each(sentences: Sequence[str]) -> list[float]:
    """Return the best time of each sentence in several rounds, in microseconds."""
    best = [float("inf")] * len(sentences)
    for _ in range(ROUNDS):
        for index, sentence in enumerate(sentences):
            begun = time.perf_counter()
            redact(plain(sentence))
            best[index] = min(best[index], (time.perf_counter() - begun) * 1e6)
    return best


async def measured(_: Wishes, tell: Tell) -> Outcome:
    """Time each kind of text."""
    tell("each kind of text")
    begun = time.perf_counter()
    redact("the first one reads the words and what telephone numbers look like: 07700 900123")
    first = (time.perf_counter() - begun) * 1e3

    def corpus(of: str) -> list[str]:
        return [each.text for part in ("tuned", "held_out") for each in part_of_the_corpus(part, of)]

    residents, clean = corpus("residents"), corpus("clean")
    kinds = {
        "sentences with something to take out": residents,
        "clean sentences": clean,
        "comments of 500 letters": [
            filled(" ".join(group))
            for group in (residents[at : at + 12] for at in range(0, len(residents) - 12, 12))
        ],
        "500 letters to slow it down": [
            *map(filled, ("0", "0 ", "a.", "a-", "1,", "@", "at ", "Mr ", "Aa ", "one ", "1 Aa ", "dot ")),
            *map(filled, ("_", "a_", "07_", "sort code ", "my name is ", "mr de ", "a@", "A1 ", "reg no ")),
        ],
        "hostile texts of 500 letters": (HOSTILE_COMMENTS + MORE_HOSTILE_COMMENTS)[::EACH],
        "hostile texts of 4,096 letters": HOSTILE_MESSAGES[::EACH],
    }
    table = Table(
        "microseconds each",
        "how many",
        "median",
        "95 %",
        "longest",
        title=f"First call: {first:.0f} ms",
        box=SIMPLE,
    )
    for name, sentences in kinds.items():
        took = sorted(microseconds_each(sentences))
        near_longest = took[int(len(took) * 0.95)]
        figures = (statistics.median(took), near_longest, took[-1])
        table.add_row(name, str(len(sentences)), *(f"{figure:.0f}" for figure in figures))
    return Outcome(tables=[table])
