"""What is taken out of what residents write, and what stays."""

import re
import signal
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table
from ruamel.yaml import YAML

from flows.redaction import plain, redact
from flows.redaction_words import Kind, instead_of

INSTEAD = re.compile("|".join(re.escape(instead_of(kind)) for kind in Kind))

TAKEN_OUT = [
    ("Call me on 07700 900123 after six", "Call me on [phone number] after six"),
    ("my number is 07700900123", "my number is [phone number]"),
    ("ring 01632 960456", "ring [phone number]"),
    ("tel (01632) 960200", "tel [phone number]"),
    ("+44 7700 900123 is mine", "[phone number] is mine"),
    ("0044 7700 900678", "[phone number]"),
    ("my Polish number +48 512 345 678", "my Polish number [phone number]"),
    ("07-700-900-678 or 07700.900.678", "[phone number] or [phone number]"),
    ("0 7 7 0 0 9 0 0 6 7 8", "[phone number]"),
    ("email jo.bloggs@example.org now", "email [email address] now"),
    ("jo at example dot com", "[email address]"),
    ("jo (at) example (dot) co (dot) uk thanks", "[email address] thanks"),
    ("jo-at-example-dot-com", "[email address]"),
    ("jo_at_caf\u00e9-bar_dot_co_dot_uk", "[email address]"),
    ("see caf\u00e9-bar dot co dot uk", "see [web address]"),
    ("_my-shop(dot)com_", "[web address]_"),
    ("fine-jo.bloggs+x@example", "[email address]"),
    ("I live at SG1 1AA, by the park", "I live at [postcode], by the park"),
    ("sg11aa", "[postcode]"),
    ("near AL10 9AB by the shops", "near [postcode] by the shops"),
    ("a black Golf AB12 CDE", "a black Golf [vehicle registration]"),
    ("reg ab12cde", "reg [vehicle registration]"),
    ("ab12 cde drives too fast", "[vehicle registration] drives too fast"),
    ("AB-12-CDE", "[vehicle registration]"),
    ("M123 ABC parks there", "[vehicle registration] parks there"),
    ("m123abc", "[vehicle registration]"),
    ("ABC 123D", "[vehicle registration]"),
    ("ABZ 1234", "[vehicle registration]"),
    ("reg number is KAY 1", "reg number is [vehicle registration]"),
    ("the number plate was 1 ABC", "the number plate was [vehicle registration]"),
    ("AB123456C is my NI number", "[National Insurance number] is my NI number"),
    ("ab 12 34 56 c", "[National Insurance number]"),
    ("my NHS number is 943 476 5918", "my NHS number is [NHS number]"),
    ("943-476-5919", "[NHS number]"),
    ("card 4929 1234 5678 9012", "card [card number]"),
    ("4929123456789012", "[card number]"),
    ("3712 345678 12345", "[card number]"),
    ("sort code 12-34-56 account 12345678", "sort code [sort code] account [account number]"),
    ("sort code 12-05-24", "sort code [sort code]"),
    ("20-30-40", "[sort code]"),
    ("account number is 12345678", "account number is [account number]"),
    ("it is 12345678", "it is [number]"),
    ("crime ref 41/12345/24", "crime ref [number]"),
    ("see https://example.com/a?b=c.", "see [web address]."),
    ("www.facebook.com/joe", "[web address]"),
    ("facebook.com/joe.bloggs does it", "[web address] does it"),
    ("t.me/somebody", "[web address]"),
    ("example.co.uk", "[web address]"),
    ("@joe_bloggs did it", "[username] did it"),
    ("Mr Smith at number 4", "[name] at number [house number]"),
    ("mr smith shouts", "[name] shouts"),
    ("MR SMITH SHOUTS", "[name] SHOUTS"),
    ("Mrs O'Neill and Mr and Mrs Smith-Jones", "[name] and [name]"),
    ("mr and mrs patel", "[name]"),
    ("Dr. A. Khan lives there", "[name] lives there"),
    ("Miss Ana P\u00e9rez", "[name]"),
    ("PC Jones was helpful", "[name] was helpful"),
    ("PCSO Anna Wright", "[name]"),
    ("Sgt Brown, Inspector Green", "[name], [name]"),
    ("Cllr \u017bak said so", "[name] said so"),
    ("number 12 High Street, flat 3b", "number [house number] High Street, flat [house number]"),
    (
        "Mr Ali (07700 900123) drives AB12 CDE from SG1 1AA",
        "[name] ([phone number]) drives [vehicle registration] from [postcode]",
    ),
]

KEPT = [
    "",
    "3 cars at 60mph",
    "2 or 3 times a week",
    "after 10pm",
    "A10",
    "the A414 roundabout",
    "M25",
    "on the A10 2nd exit, then the M25 2nd exit",
    "A10 and A414",
    "A10 AND M25",
    "the A10 the other day",
    "M25 has noise",
    "Speeding on the B653 and the A5183 at 5am",
    "about 200-300 people",
    "1000-2000 cars a day",
    "10.30-11.30 at night",
    "since 2019-2024",
    "in 2019 2020 2021",
    "12/05/2024",
    "12-05-24",
    "MAY 2024",
    "\u00a31,000,000 or \u00a3125000",
    "100,000 people, or 250000",
    "SG12 has no police",
    "WD24 pub",
    "AL10 bus stop",
    "kids aged 10-12 and 13-15",
    "AT 10 THE KIDS COME",
    "BUS 84A IS LATE",
    "High Street and Acacia Avenue",
    "14 houses in Acacia Avenue",
    "I miss the bus",
    "Miss the old police station",
    "PC and PCSO patrols, more PCs",
    "dr surgery car park",
    "meet @ 10pm",
    "e.g. at night.my kids are scared",
    "kids at school dot about",
    "999 or 101, 24/7",
    "20mph zone not 30mph",
    "the plate 2 times, plate 2 on the list",
    "covid19 lockdown",
    "GCSE 2024 and Year 9 kids",
    "e-scooters by the station in Hatfield",
]


@pytest.mark.parametrize(("text", "left"), TAKEN_OUT)
def test_what_tells_who_somebody_is_is_taken_out(text: str, left: str) -> None:
    """A word in brackets stands for each number, address, plate and name."""
    assert redact(text) == left


@pytest.mark.parametrize("text", KEPT)
def test_what_tells_nothing_stays(text: str) -> None:
    """Roads, times, ages, amounts, postcode districts and dates are what a comment is about."""
    assert redact(text) == text


@pytest.mark.parametrize("text", [text for text, _ in TAKEN_OUT])
def test_doing_it_twice_changes_nothing_more(text: str) -> None:
    """What a resident agreed to is what is kept, however often it is read back."""
    once = redact(text)
    assert redact(once) == once


@pytest.mark.parametrize(
    ("typed", "plainly"),
    [
        ("07700\x00900\x01123", "07700900123"),
        ("Mr\nSmith\tand\r\nme", "Mr Smith and  me"),
        ("\x1b[1mMr Smith\x7f\x9b", "[1mMr Smith"),
        ("\ud83dMr Smith\udeb2", "Mr Smith"),
        ("\uff2dr\u00a0Sm\u200bith \u2013 \u2212", "Mr Smith - -"),
    ],
)
def test_signs_that_nobody_sees_hide_nothing(typed: str, plainly: str) -> None:
    """White space becomes a space; control characters and signs without width are gone before anything is sought."""
    assert plain(typed) == plainly


LONGEST_COMMENT, LONGEST_MESSAGE = 500, 4096
SEPARATORS = ("dot", "at", "-", "_", ".", "@", " ", "a", "com")
OTHER_SIGNS = (
    *("0", "1", "07", "O", "A", "z", "/", ":", ",", "(", "[", "'", "\u2019", "\u00e9", "+", "&", "\u00a3"),
    *("SG1", "1AA", "Aa", "Mr", "mr", "and", "de", "road", "Road", "flat", "no", "reg", "fb", "nhs", "one"),
)
PATIENCE_SECONDS = 20.0
"""What the processor may spend on a text that takes it a fiftieth of a second. A busy machine's clock runs on; this
does not."""


def filled(signs: str, length: int = LONGEST_COMMENT) -> str:
    """Return signs over and over, as long as a text may be."""
    return (signs * length)[:length]


def comments_of(*pieces: Iterable[str]) -> list[str]:
    """Return comments that are full of pieces, one of each kind after the other."""
    return [filled("".join(signs)) for signs in product(*pieces)]


HOSTILE_COMMENTS = [
    *comments_of(SEPARATORS, SEPARATORS),
    *comments_of(SEPARATORS, OTHER_SIGNS),
    *comments_of(OTHER_SIGNS, SEPARATORS),
]
MORE_HOSTILE_COMMENTS = [
    *comments_of(SEPARATORS, SEPARATORS, SEPARATORS),
    *comments_of(OTHER_SIGNS, OTHER_SIGNS),
]
HOSTILE_MESSAGES = [
    filled("".join(signs), LONGEST_MESSAGE)
    for signs in [
        *product(SEPARATORS, repeat=2),
        *product((*OTHER_SIGNS, "dot--", "a-at-b-dot-")),
    ]
]
"""Full of what the forms of addresses and numbers are made of, so as to keep the sieve busy."""


@contextmanager
def patience(text: str) -> Iterator[None]:
    """Fail, naming the text, when the processor has spent far too long on it."""

    def give_up(*_: object) -> None:
        pytest.fail(f"{len(text)} letters that begin with {text[:40]!r} are not done")

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(HOSTILE_COMMENTS, id="comments"),
        pytest.param(MORE_HOSTILE_COMMENTS, id="more comments", marks=pytest.mark.slow),
        pytest.param(HOSTILE_MESSAGES, id="messages"),
    ],
)
def test_no_text_keeps_the_sieve_busy_for_ever(texts: list[str]) -> None:
    """Whoever types "dot--dot--dot--" until the comment is full does not stop the bot for everybody else."""
    for text in texts:
        with patience(text):
            redact(plain(text))


CORPUS = Path(__file__).with_name("redaction_corpus.yml")
MARKED = re.compile(r"<(\w+):([^>]+)>")

ACCOUNT = "account, sort code, card"
NUMBERS = "NI and NHS numbers"
GROUPS = {
    Kind.NATIONAL_INSURANCE: NUMBERS,
    Kind.NHS: NUMBERS,
    Kind.ACCOUNT: ACCOUNT,
    Kind.SORT_CODE: ACCOUNT,
    Kind.CARD: ACCOUNT,
}
FLOORS = {
    "phone": 0.98,
    "email": 0.98,
    "postcode": 0.98,
    "registration": 0.98,
    NUMBERS: 0.98,
    ACCOUNT: 0.98,
    "url": 0.98,
    "username": 0.98,
    "name": 0.9,
    "house_number": 0.9,
}
"""The least share of each kind's parts that must be gone."""
MOST_FALSE_HITS = 0.03
"""The largest share of sentences that may lose what tells nothing."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the corpus, as a resident would write it.

    Args:
        text: all of it.
        rest: what must stay.
        parts: what must be gone, each with its kind.
    """

    text: str
    rest: str
    parts: tuple[tuple[Kind, str], ...]

    @classmethod
    def of(cls, marked: str) -> "Sentence":
        """Read a sentence in which each part that must be gone is marked as `<kind:part>`."""
        marked = plain(marked)
        parts = tuple((Kind(kind), part) for kind, part in MARKED.findall(marked))
        return cls(MARKED.sub(r"\2", marked), MARKED.sub(" ", marked), parts)

    def left(self) -> str:
        """Return what redaction leaves of the resident's own signs."""
        return INSTEAD.sub(" ", redact(self.text))

    def missed(self) -> list[Kind]:
        """Return the kind of each part of which at least two signs in a row are left."""
        left = self.left()
        return [
            kind
            for kind, part in self.parts
            if any(
                left.count(piece) > self.rest.count(piece) for piece in re.findall(r"\w\w+", part) or [part]
            )
        ]

    def lost(self) -> bool:
        """Tell whether a word that must stay is gone."""
        words = Counter(re.findall(r"\w+", self.rest))
        return bool(words - Counter(re.findall(r"\w+", self.left())))


def part_of_the_corpus(part: str, of: str) -> list[Sentence]:
    """Return the sentences of `tuned` or `held_out`, of `residents` or those that are `clean`."""
    return [Sentence.of(marked) for marked in YAML(typ="safe").load(CORPUS)[part][of]]


def recall_in(sentences: list[Sentence]) -> dict[str, tuple[int, int]]:
    """Return how many parts of each group are gone, and how many there are."""
    there = Counter(GROUPS.get(kind, kind.value) for each in sentences for kind, _ in each.parts)
    missed = Counter(GROUPS.get(kind, kind.value) for each in sentences for kind in each.missed())
    return {group: (there[group] - missed[group], there[group]) for group in FLOORS}


def test_the_corpus_finds_what_it_must_and_little_else(capsys: pytest.CaptureFixture[str]) -> None:
    """Recall of each kind and false hits, over the sentences it was tuned on, those held out, and all of them."""
    parts = {name: part_of_the_corpus(name, "residents") for name in ("tuned", "held_out")}
    clean = {name: part_of_the_corpus(name, "clean") for name in parts}
    parts["all"] = parts["tuned"] + parts["held_out"]
    clean["all"] = clean["tuned"] + clean["held_out"]
    assert len(parts["all"]) >= 200
    assert len(clean["all"]) >= 80

    recall = {name: recall_in(sentences) for name, sentences in parts.items()}
    false = {
        name: (sum(each.lost() for each in sentences), len(sentences)) for name, sentences in clean.items()
    }
    beside = {
        name: (sum(each.lost() for each in sentences), len(sentences)) for name, sentences in parts.items()
    }
    table = Table("", *parts, "floor", title="Redaction: parts gone of parts there")
    for group, floor in FLOORS.items():
        table.add_row(group, *(share_of(recall[name][group]) for name in parts), f"{floor:.2f}")
    table.add_section()
    table.add_row("clean sentences hit", *map(share_of, false.values()), f"{MOST_FALSE_HITS:.2f}")
    table.add_row("others that lost more", *map(share_of, beside.values()), f"{MOST_FALSE_HITS:.2f}")
    with capsys.disabled():
        Console().print("", table)

    below = {
        (name, group): share_of(recall[name][group])
        for name in parts
        for group, floor in FLOORS.items()
        if recall[name][group][0] < floor * recall[name][group][1]
    }
    above = {
        (name, share_of(each))
        for hits in (false, beside)
        for name, each in hits.items()
        if each[0] > MOST_FALSE_HITS * each[1]
    }
    assert not below
    assert not above


def share_of(counts: tuple[int, int]) -> str:
    """Return a share as a person reads it in a table."""
    some, of_all = counts
    return f"{some}/{of_all} = {some / of_all:.3f}"


@pytest.mark.parametrize("part", ["tuned", "held_out"])
def test_the_corpus_reads_the_same_twice(part: str) -> None:
    """No sentence of the corpus loses more when it is redacted again."""
    for sentence in part_of_the_corpus(part, "residents"):
        once = redact(sentence.text)
        assert redact(once) == once
