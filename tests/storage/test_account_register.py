"""The register tells whoever holds the round's key who has answered, and nobody else anything."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from storage.account_register import AccountRegister, Tagger, Tags
from storage.ballot import Answers, Ballot

KEY = bytes(range(32))
ANNA, BEN = 7_391_846_205, 5_802_617_394
some_tags = st.lists(st.binary(min_size=16, max_size=16), max_size=30)


def _ballot(number: str) -> Ballot:
    return Ballot(number, Answers("watford", "theft"))


def tags_of(some: Iterable[bytes]) -> Tags:
    """Return a set of tags that were put in one by one."""
    tags = Tags()
    for tag in some:
        tags.add(tag)
    return tags


@given(put_in=some_tags, looked_for=some_tags)
def test_tags_are_in_the_set_that_were_put_in_and_no_others(
    put_in: list[bytes], looked_for: list[bytes]
) -> None:
    """Each once, also from another set."""
    tags = tags_of(put_in)
    assert len(tags) == len(set(put_in))
    assert [tag in tags for tag in looked_for + put_in] == [tag in set(put_in) for tag in looked_for + put_in]

    both = tags_of(looked_for)
    both.take_all(tags)
    assert both == tags_of(put_in + looked_for)


@given(register=st.builds(AccountRegister, accounts=some_tags.map(tags_of), ballots=some_tags.map(tags_of)))
def test_a_register_reads_what_it_has_written(register: AccountRegister) -> None:
    """Every tag comes back."""
    assert AccountRegister.from_bytes(register.to_bytes()) == register


def test_the_order_of_arrival_is_not_in_it() -> None:
    """The same ballots give the same bytes in whichever order they came, even for someone with the key."""
    tagger = Tagger(KEY)
    people = [(tagger.of_account(account), tagger.of_ballot(_ballot("1"), account)) for account in range(50)]
    forwards, backwards = AccountRegister(), AccountRegister()
    for register, order in ((forwards, people), (backwards, people[::-1])):
        for account, ballot in order:
            register.accounts.add(account)
            register.ballots.add(ballot)

    assert forwards.to_bytes() == backwards.to_bytes()


def test_tags_of_one_round_mean_nothing_in_another() -> None:
    """Nobody can be followed from round to round, nor an account's tag be taken for a ballot's."""
    spring, summer = Tagger(KEY), Tagger(bytes(32))
    made = {
        tag
        for tagger in (spring, summer)
        for tag in (tagger.of_account(ANNA), tagger.of_ballot(_ballot("1"), ANNA))
    }

    assert len(made) == 4
    assert spring.of_account(ANNA) == Tagger(KEY).of_account(ANNA)


def test_a_ballots_tag_is_of_all_that_is_in_it() -> None:
    """Its number, its answers and its account: change one, and it is another ballot."""
    tagger = Tagger(KEY)
    made = {
        tagger.of_ballot(_ballot("1"), ANNA),
        tagger.of_ballot(_ballot("1"), BEN),
        tagger.of_ballot(_ballot("1"), None),
        tagger.of_ballot(_ballot("2"), ANNA),
        tagger.of_ballot(Ballot("1", Answers("watford", "speeding")), ANNA),
    }

    assert len(made) == 5
    assert {len(tag) for tag in made} == {16}
