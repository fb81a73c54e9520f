"""Attack 9: everything stored, with every key that is on the disk, and a target's Telegram id.

The attacker seizes the database with its whole log (out of which they carve every earlier copy of the sealed box) and
the key folder, and knows when and where everybody chatted.

- After the round they try each id, with each key, on all that they can open, and must not learn who took part.
- During the round they do learn that: it is not promised otherwise. They look in the box for the order of papers,
  and compare the box's copies: what is new in one is taken to be the answer of whoever chatted at that tick. Both
  must stay at chance. A box that kept its key from one opening to the next would lose the second: the same
  comparison is run against one.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20

from storage.account_register import Tagger
from storage.box_contents import BoxContents
from storage.errors import SealBroken
from storage.seal import unseal
from storage.sealed_box import BOX
from tests.attacks.life import NONCE, Life, Seizure
from tests.attacks.residents import Resident
from tests.attacks.verdict import Judge, Success, Verdict, guessed, order, told_apart

_ROUND = "2026-2"


def test_after_the_round_nobody_can_tell_who_took_part(
    ours: Life, naive: Life, backend: str, judge: Judge
) -> None:
    """No key that is left opens anything that tells of an account."""
    of_naive, of_ours = (took_part(life, life.after) for life in (naive, ours))
    judge(Verdict("09 who took part, after the round", backend, of_naive, of_ours))


def test_the_keys_of_the_moment_show_who_took_part_during_the_round(ours: Life) -> None:
    """As the README says; and the attack can therefore open the box."""
    since_last_opening = took_part(ours, ours.during)
    assert since_last_opening.rate == 1.0


def test_the_order_in_the_box_is_nobodys(ours: Life, naive: Life, backend: str, judge: Judge) -> None:
    """Whoever opens the box finds its papers in random order."""
    judge(Verdict("09 order in the opened box", backend, order_of_last_day(naive), order_of_last_day(ours)))


def test_copies_of_the_box_cannot_be_compared(ours: Life, one_key: Life, backend: str, judge: Judge) -> None:
    """Earlier copies of the box stay closed, so that nobody sees what a tick has put in."""
    judge(Verdict("09 comparing the box's copies", backend, whose_paper(one_key), whose_paper(ours)))


def took_part(life: Life, seized: Seizure) -> Success:
    """Try every id with every key on all that can be read."""
    blocks = [*seized.sealed, *life.blocks]
    tags = {tag for _, content in _opened(blocks, seized.keys) for tag in _account_tags(content)}
    taggers = [Tagger(key) for key in seized.keys.values()]

    def is_known(resident: Resident) -> bool:
        plain = sha256(str(resident.account).encode()).hexdigest().encode()
        return plain in life.hashes or any(tagger.of_account(resident.account) in tags for tagger in taggers)

    known = [float(is_known(resident)) for resident in life.residents]
    return told_apart(known, [resident.answered for resident in life.residents])


def order_of_last_day(life: Life) -> Success:
    """Judge the order in which what was seized during the round holds the answers of the last day."""
    if life.during.sealed:
        papers = [paper for _, box in _boxes(life, life.during) for paper in box.piles[_ROUND].papers]
        seen = {str(paper.answers.place): float(place) for place, paper in enumerate(papers)}
    else:
        last = {resident.place for resident in life.answering if resident.day == life.residents[-1].day}
        rows = next(iter(life.disk.orders("response", "place").values()))
        seen = {marker: place for place, marker in rows if marker in last}
    return order(life.places(seen))


def whose_paper(life: Life) -> Success:
    """Guess the answer of each resident: among what is new at their tick, or else among all of their area."""
    boxes = dict(_boxes(life, life.during))
    new_at = {
        number: _papers(boxes[tick.nonce]) - _papers(boxes[before.nonce])
        for number, (before, tick) in enumerate(zip(life.ticks, life.ticks[1:], strict=False), start=1)
        if tick.nonce in boxes and before.nonce in boxes
    }
    of_area: dict[str, list[str]] = {}
    for _, area, place in sorted(life.openings[-1].responses):
        of_area.setdefault(area, []).append(place)
    hits, chances = [], []
    for resident in life.answering:
        everybody = of_area[resident.area]
        new = [place for area, place in sorted(new_at.get(resident.tick, ())) if area == resident.area]
        hits.append(_share(resident.place, new or everybody))
        chances.append(_share(resident.place, everybody))
    return guessed(hits, chances)


def _account_tags(content: bytes) -> Iterator[bytes]:
    """Give the tags of accounts in a box."""
    for pile in BoxContents.from_bytes(content).piles.values():
        yield from pile.register.accounts


def _share(place: str, among: list[str]) -> float:
    return among.count(place) / len(among)


def _papers(box: BoxContents) -> frozenset[tuple[str, str]]:
    return frozenset((paper.answers.area, str(paper.answers.place)) for paper in box.pile(_ROUND).papers)


def _boxes(life: Life, seized: Seizure) -> Iterator[tuple[bytes, BoxContents]]:
    """Give the boxes that open, each with its first bytes."""
    for block, content in _opened([*life.blocks, *seized.sealed], seized.keys):
        if content.startswith(b"{"):
            yield block[:NONCE], BoxContents.from_bytes(content)


def _opened(blocks: Iterable[bytes], keys: dict[str, bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Give each block that one of the keys opens, once, and what is in it."""
    for block in dict.fromkeys(blocks):
        for key in keys.values():
            for purpose in (BOX, _ROUND) if _may_open(block, key) else ():
                try:
                    yield block, unseal(block, key, purpose)
                except SealBroken:
                    continue


def _may_open(block: bytes, key: bytes) -> bool:
    """Tell by the first bytes, since there may be hundreds of keys: these are the content's length if the key fits."""
    keystream = ChaCha20(key, (1).to_bytes(4, "little") + block[:NONCE])
    beginning = Cipher(keystream, mode=None).decryptor().update(block[NONCE : NONCE + 8])
    return int.from_bytes(beginning, "big") < len(block)
