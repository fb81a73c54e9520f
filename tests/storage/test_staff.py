"""Who is staff, what was done for them today, and what they agreed: on both databases."""

import asyncio
from datetime import UTC, date, datetime, timedelta

from storage import daily, staff
from storage.daily import Claim, State
from storage.database import Database
from storage.priorities import Priorities
from storage.staff import CODE_LIFE, Member, Role

NOW = datetime(2026, 6, 16, 12, tzinfo=UTC)
TODAY = date(2026, 6, 16)
GROUP = -1002000000001
"""Telegram's ids of supergroups need more than 32 bits."""


def test_each_role_includes_those_below_it() -> None:
    """Admins do everything, officers what staff may besides their own."""
    includes = {(one, other) for one in Role for other in Role if one.includes(other)}
    assert includes == {
        (Role.STAFF, Role.STAFF),
        (Role.OFFICER, Role.STAFF),
        (Role.OFFICER, Role.OFFICER),
        *((Role.ADMIN, role) for role in Role),
    }


async def test_of_many_who_try_a_code_at_once_one_joins(database: Database) -> None:
    """However close they are."""
    code = await staff.make_code(database, Member(Role.ADMIN, "watford"), NOW)
    tried = await asyncio.gather(*(staff.join(database, GROUP - who, code, NOW) for who in range(5)))
    assert sorted(tried, key=str).count(None) == 4
    assert list((await staff.members(database)).values()) == [Member(Role.ADMIN, "watford")]


async def test_a_code_ends_to_the_second(database: Database) -> None:
    """24 hours after it was made it is worth nothing, and it is used up by trying."""
    code = await staff.make_code(database, Member(Role.STAFF), NOW)
    assert await staff.join(database, GROUP, code, NOW + CODE_LIFE) is None
    assert await staff.join(database, GROUP, code, NOW) is None


async def test_codes_that_are_too_old_are_cleared_away(database: Database) -> None:
    """When the next one is made."""
    await staff.make_code(database, Member(Role.STAFF), NOW)
    await staff.make_code(database, Member(Role.STAFF), NOW + timedelta(days=2))
    held = {contents.table: contents.total for contents in await database.contents()}
    assert held["staff_code"] == 1


async def test_a_chat_that_joins_again_has_its_new_role(database: Database) -> None:
    """The last code counts."""
    for member in (Member(Role.ADMIN), Member(Role.STAFF, "dacorum")):
        await staff.join(database, GROUP, await staff.make_code(database, member, NOW), NOW)
    assert await staff.members(database) == {GROUP: Member(Role.STAFF, "dacorum")}


async def test_what_was_sent_today_moves_with_the_chat_and_goes_with_it(database: Database) -> None:
    """A group that becomes a supergroup is not sent the same day's summary twice."""
    await daily.claim(database, "summary", -4, TODAY)
    await daily.note_sent(database, "summary", -4, "told")
    await staff.move(database, -4, GROUP, Member(Role.STAFF))
    assert await daily.states(database, "summary", TODAY) == {GROUP: State.SENT}
    await staff.leave(database, GROUP)
    assert await daily.states(database, "summary", TODAY) == {}


async def test_of_many_who_claim_a_run_at_once_one_has_it(database: Database) -> None:
    """And nobody has it again that day, nor that of an earlier day."""
    claims = await asyncio.gather(*(daily.claim(database, "summary", GROUP, TODAY) for _ in range(5)))
    assert sorted(claims, key=str) == [Claim("", may_be_repeated=False), None, None, None, None]
    await daily.note_sent(database, "summary", GROUP, "told")
    assert await daily.claim(database, "summary", GROUP, TODAY, take_over=True) is None
    assert await daily.claim(database, "summary", GROUP, TODAY - timedelta(days=1)) is None
    tomorrow = await daily.claim(database, "summary", GROUP, TODAY + timedelta(days=1))
    assert tomorrow == Claim("told", may_be_repeated=False)


async def test_a_run_that_nobody_finished_is_taken_over_once(database: Database) -> None:
    """By one of those who would."""
    await daily.claim(database, "summary", GROUP, TODAY)
    assert await daily.claim(database, "summary", GROUP, TODAY) is None
    claims = [await daily.claim(database, "summary", GROUP, TODAY, take_over=True) for _ in range(3)]
    assert claims == [Claim("", may_be_repeated=True), None, None]


async def test_a_run_that_is_given_back_can_be_claimed_unmarked(database: Database) -> None:
    """It was surely not sent."""
    await daily.claim(database, "summary", GROUP, TODAY)
    await daily.give_back(database, "summary", GROUP)
    assert await daily.claim(database, "summary", GROUP, TODAY) == Claim("", may_be_repeated=False)


async def test_priorities_are_read_newest_first_and_replaced_whole(database: Database) -> None:
    """Rounds are in the order of their numbers; what was done about those before stays with them."""
    priorities = Priorities(database)
    for name in ("2026-1", "2025-10", "2025-9"):
        await priorities.agree(name, "watford", [("", "one"), ("theft", "two"), ("", "three")])
    await priorities.note_done("2025-9", "watford", {2: "done"})
    await priorities.agree("2026-1", "watford", [("", "new"), ("", "and"), ("", "newer")])
    told = [(one.round, one.text, one.done) for one in priorities.of("watford")]
    assert told[::3] == [("2026-1", "new", ""), ("2025-10", "one", ""), ("2025-9", "one", "")]
    assert told[7] == ("2025-9", "two", "done")
    await priorities.remove("2025-10", "watford")
    assert len(priorities.of("watford")) == 6
