"""Which method understands typed words best, and at what price.

Each method learns the same examples in a process of its own, and is measured on the same utterances, of which none is
among them. scikit-learn is compared where it is installed: `pip install scikit-learn`.
"""

import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from rich.box import SIMPLE
from rich.table import Table

from flows.nlu import CONCERN, Training
from flows.script import installed
from flows.urgent import MEANT
from tests.benchmarks.bots import Running
from tests.benchmarks.outcome import Outcome, Tell, Wishes
from tests.flows.utterances import PARTS, Corpus, corpus, plain

ROUNDS = 3
LONGEST = 4096

Issues = Callable[[str], Sequence[str]]
IsAlarm = Callable[[str], bool]
Learned = tuple[Issues, IsAlarm]


def ours(training: Training) -> Learned:
    """Naive Bayes on pieces of words for the issue, a support vector machine on kinds of words for alarms."""
    from flows.intents import Intents  # noqa: PLC0415 - what a method imports is part of its price
    from flows.spelling import words_of  # noqa: PLC0415
    from flows.urgent import Urgency  # noqa: PLC0415

    intents, urgency = Intents(training, (CONCERN,)), Urgency(training)
    return (
        lambda text: [issue.removeprefix(CONCERN) for issue in intents.guess(words_of(text), CONCERN).shares],
        lambda text: urgency.alarm(text) is not None,
    )


def rapidfuzz(training: Training) -> Learned:
    """The nearest example by the words that it shares with a text."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415

    def nearest(examples: Sequence[tuple[str, str]], text: str) -> list[str]:
        texts = [example for example, _ in examples]
        ranked = process.extract(plain(text), texts, scorer=fuzz.token_set_ratio, limit=50)
        return list(dict.fromkeys(examples[at][1] for _, _, at in ranked))

    concerns = [
        (plain(example), issue) for issue, those in training.below(CONCERN).items() for example in those
    ]
    everything = [(plain(example), intent) for intent, those in training.intents.items() for example in those]
    return (
        lambda text: nearest(concerns, text),
        lambda text: next(iter(nearest(everything, text)), "") in MEANT,
    )


def scikit_learn(training: Training) -> Learned:
    """Logistic regression on pieces of words, and on words by twos."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from sklearn.pipeline import make_pipeline, make_union  # noqa: PLC0415

    def learned(examples: Sequence[tuple[str, str]]) -> Any:
        model = make_pipeline(
            make_union(
                TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
                TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"\S+", sublinear_tf=True),
            ),
            LogisticRegression(C=10, max_iter=1000, class_weight="balanced"),
        )
        return model.fit([example for example, _ in examples], [right for _, right in examples])

    issues = learned(
        [(plain(example), issue) for issue, those in training.below(CONCERN).items() for example in those]
    )
    alarms = learned(
        [
            (plain(example), "alarm" if intent in MEANT else "calm")
            for intent, those in training.intents.items()
            for example in those
        ]
    )

    def ranked(text: str) -> list[str]:
        odds = issues.predict_proba([plain(text)])[0]
        return [issue for _, issue in sorted(zip(-odds, issues.classes_, strict=True))]

    return ranked, lambda text: alarms.predict([plain(text)])[0] == "alarm"


METHODS = {"ours": ours, "rapidfuzz": rapidfuzz, "scikit-learn": scikit_learn}
NEEDS = {"rapidfuzz": "rapidfuzz", "scikit-learn": "sklearn"}


def figures_of(method: str) -> dict[str, float]:
    """Return the figures of a method, in this process."""
    training = installed("hertfordshire").training
    parts: list[Corpus] = [corpus(part) for part in PARTS]
    this = Running(os.getpid(), time.perf_counter())
    before = this.memory
    begun, at_work = time.perf_counter(), time.process_time()
    issues, is_alarm = METHODS[method](training)
    start, work = time.perf_counter() - begun, time.process_time() - at_work
    figures = {
        "ready after, s": start,
        "of these at work, s": work,
        "more memory, MiB": this.memory - before,
    }
    for name, of in zip(PARTS, parts, strict=True):
        first = [issues(each.text) for each in of.concerns]
        right = [each.right[0] for each in of.concerns]
        figures |= {
            f"issue, {name}": _share([one[:1] == [is_] for one, is_ in zip(first, right, strict=True)]),
            f"among three, {name}": _share([is_ in one[:3] for one, is_ in zip(first, right, strict=True)]),
            f"alarms heard, {name}": _share([is_alarm(each.text) for each in of.alarms]),
            f"false alarms, {name}": _share([is_alarm(each.text) for each in of.no_alarms]),
        }
    took = sorted(
        min(_milliseconds(text, issues, is_alarm) for _ in range(ROUNDS))
        for text in (each.text for of in parts for each in of.everything)
    )
    figures["ms a message, median"] = statistics.median(took)
    figures["ms a message, 95 %"] = took[int(len(took) * 0.95)]
    return figures


def long_messages() -> dict[str, str]:
    """Return messages as long as Telegram allows, by what they consist of."""
    calm = " ".join(each.text for part in PARTS for each in (*corpus(part).concerns, *corpus(part).calm))
    of = {
        "one letter": "a",
        "letters": "a ",
        "concerns": f"{calm} ",
        "help": "help ",
        "unknown words": "".join(f"zq{at}vx " for at in range(LONGEST)),
        "emoji": "\U0001f600",
        "from right to left": "\u0645\u06cc\u0631\u06d2 \u06af\u06be\u0631 ",
        "Tamil": "\u0ba8\u0bae\u0bcd \u0ba4\u0bc6\u0bb0\u0bc1 ",
        "accents": "a" + "\u0301" * 20,
        "no width": "\u200b".join("he has a knife "),
        "places": "Hatfeild Ware Tring ",
        "Chinese": "".join(map(chr, range(0x4E00, 0x4E00 + LONGEST))),
    }
    return {name: (text * LONGEST)[:LONGEST] for name, text in of.items()}


def long_ones() -> Table:
    """Return how long the longest messages take until everything is understood of them."""
    understanding = installed("hertfordshire").understanding
    table = Table("4,096 letters", "ms", title="Typed words: long messages", box=SIMPLE)
    for name, text in long_messages().items():
        took = min(_milliseconds(text, understanding.of) for _ in range(ROUNDS))
        table.add_row(name, f"{took:.1f}")
    return table


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right)


def _milliseconds(text: str, *understand: Callable[[str], object]) -> float:
    begun = time.perf_counter()
    for each in understand:
        each(text)
    return (time.perf_counter() - begun) * 1e3


async def measured(_: Wishes, tell: Tell) -> Outcome:
    """Measure each method in a process of its own, and the longest messages in this one."""
    there = [name for name in METHODS if name not in NEEDS or importlib.util.find_spec(NEEDS[name])]
    columns = {}
    for name in there:
        tell(name)
        command = [sys.executable, "-m", "tests.benchmarks.understanding", name]
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: ASYNC221, S603
        columns[name] = json.loads(done.stdout)
    table = Table("", *there, title="Typed words: methods", box=SIMPLE)
    for figure in columns["ours"]:
        table.add_row(figure, *(f"{columns[name][figure]:.3f}" for name in there))
    tell("long messages")
    return Outcome(tables=[table, long_ones()])


if __name__ == "__main__":
    sys.stdout.write(json.dumps(figures_of(sys.argv[1])))
