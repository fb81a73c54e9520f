"""The register tells whoever holds the round's key who has answered, and nobody else anything."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.account_register import AccountRegister, RegisterSeal
from storage.ballot import Answers, Ballot
from storage.errors import RegisterUnreadable

KEY = bytes(range(32))
tags = st.frozensets(st.binary(min_size=16, max_size=16), max_size=30)
counts = st.dictionaries(
    st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=5, max_size=5), st.integers(0, 9999)
)


def _ballot(number: str) -> Ballot:
    return Ballot(number, Answers("watford", "theft"))


def _of_ballots(count: int) -> AccountRegister:
    tags = [frozenset(secrets.token_bytes(16) for _ in range(count)) for _ in range(2)]
    return AccountRegister(accounts=tags[0], ballots=tags[1])


@given(register=st.builds(AccountRegister, accounts=tags, ballots=tags, events=counts))
def test_a_sealed_register_opens_as_it_was(register: AccountRegister) -> None:
    """Every tag and every count comes back."""
    seal = RegisterSeal("2026-2", KEY)

    assert seal.open(seal.seal(register)) == register


def test_the_order_of_arrival_is_not_in_it() -> None:
    """The same ballots give the same bytes in whichever order they came, even for someone with the key."""
    seal = RegisterSeal("2026-2", KEY)
    people = [
        (seal.account_tag(account), seal.ballot_tag(_ballot(str(account)), account)) for account in range(50)
    ]
    forwards, backwards = AccountRegister(), AccountRegister()
    for there, back in zip(people, reversed(people), strict=True):
        forwards = forwards.with_ballot(*there).with_event("STA11")
        backwards = backwards.with_ballot(*back).with_event("STA11")

    assert forwards.to_bytes() == backwards.to_bytes()


def test_its_size_does_not_tell_how_many_have_answered() -> None:
    """64 KiB from the first ballot to about the two thousandth, then 128 KiB."""
    seal = RegisterSeal("2026-2", KEY)
    sizes = [len(seal.seal(_of_ballots(count))) for count in (0, 1, 2046, 2047)]

    assert sizes == [65536, 65536, 65536, 131072]


def test_the_same_register_never_looks_the_same_twice() -> None:
    """Whoever compares two copies cannot tell whether anybody has answered in between."""
    seal = RegisterSeal("2026-2", KEY)

    assert seal.seal(AccountRegister()) != seal.seal(AccountRegister())


def test_another_key_or_another_round_or_damage_does_not_open_it() -> None:
    """A register cannot be swapped for that of another round, cut short or changed."""
    sealed = RegisterSeal("2026-2", KEY).seal(_of_ballots(3))
    for seal, content in [
        (RegisterSeal("2026-2", bytes(32)), sealed),
        (RegisterSeal("2026-3", KEY), sealed),
        (RegisterSeal("2026-2", KEY), sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (RegisterSeal("2026-2", KEY), b""),
    ]:
        with pytest.raises(RegisterUnreadable, match="KEY_DIR"):
            seal.open(content)


def test_tags_of_one_round_mean_nothing_in_another() -> None:
    """Nobody can be followed from round to round, nor an account's tag be taken for a ballot's."""
    this_round, next_round = RegisterSeal("2026-2", KEY), RegisterSeal("2026-3", secrets.token_bytes(32))
    made = {this_round.account_tag(7), next_round.account_tag(7), this_round.ballot_tag(_ballot("7"), 7)}

    assert len(made) == 3
    assert all(len(tag) == 16 for tag in made)
