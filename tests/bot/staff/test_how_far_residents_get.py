"""How many residents begin, reach the check page and send: what staff of the county are told of it."""

from bot.steps_count import Steps
from tests.bot.staff.mornings import Mornings
from tests.town import TO_THE_CHECK_PAGE, Town


async def test_steps_are_told_in_tens_to_the_county_only(mornings: Mornings) -> None:
    """And they stand still between two openings, however often somebody asks."""
    inspector, other = await mornings.inspector(), await mornings.inspector("stevenage")
    ann = mornings.town.resident("Ann")
    await ann.starts()
    await mornings.counted(begun=29, checked=20, sent=9)
    await mornings.opening()
    await mornings.at("2026-06-16 08:00")
    assert (
        "as of the last opening: 20 began, 20 reached the check page, fewer than 10 sent." in inspector.text
    )
    assert "began" not in other.text
    await mornings.counted(begun=1)
    await mornings.minutes_later(60)
    assert mornings.steps.told.begun == 20
    await mornings.opening()
    await mornings.at("2026-06-22 08:00")
    assert "30 began" in inspector.text


async def test_before_ten_have_begun_nothing_is_told_of_steps(mornings: Mornings) -> None:
    """That fewer than ten did each of them would say nothing."""
    inspector = await mornings.inspector()
    await mornings.counted(begun=9)
    await mornings.opening()
    await mornings.at("2026-06-16 08:00")
    assert "Where to go next: " in inspector.text
    assert "On the way" not in inspector.text


async def test_steps_are_those_of_the_round(mornings: Mornings) -> None:
    """In the next one they begin anew, and nothing of them is told of the one before."""
    inspector = await mornings.inspector()
    await mornings.counted(begun=20)
    mornings.now = mornings.now.replace(month=9)
    await mornings.rounds.refresh()
    await mornings.opening()
    await mornings.counted(begun=10)
    assert mornings.steps.told.begun == 0
    await mornings.opening()
    assert mornings.steps.told.begun == 10
    for round_name in ("2026-2", "2026-3"):
        await inspector.says(f"/summary {round_name}")
        assert ("began" in inspector.text) == (round_name == "2026-3")


async def test_steps_are_counted_as_residents_take_them(town: Town) -> None:
    """Each step on the way, nine times, and a tenth time before the day's opening."""
    people = [town.resident(f"{number}") for number in range(10)]
    for who in people:
        await who.starts()
        await who.taps("Give my views")
        if who is not people[0]:
            await who.taps("Stevenage", "Speeding", "That's all", "Add when", "Night", "Send my views")
    await town.opens_for_few()
    steps = town.running.steps
    assert (steps.told, steps.outcomes_told["kept"]) == (Steps(begun=10), 0)
    await people[0].taps("Stevenage", "Speeding", "That's all", "Send my views")
    await town.opens_for_few()
    assert (steps.told, steps.outcomes_told["kept"]) == (Steps(begun=10, checked=10, sent=10), 10)


async def test_nobody_counts_as_ten_by_sending_again_and_again(town: Town) -> None:
    """Ann's button is tapped nine times more. Were each of them counted, she would see whether Ben has sent too."""
    ann, ben = town.resident("Ann"), town.resident("Ben")
    for one in (ann, ben):
        await one.starts()
        await one.taps(*TO_THE_CHECK_PAGE)
    check = ann.live
    send = next(button for row in check.keyboard for button in row if button["text"] == "Send my views")
    for _ in range(10):
        await ann.does(ann.resident.presses(send, check))
    await ben.taps("Send my views")
    await town.opens_for_few()
    steps = town.running.steps
    assert (steps.told, steps.outcomes_told["kept"]) == (Steps(), 0)


async def test_what_became_of_ballots_that_are_not_kept_is_counted_too(mornings: Mornings) -> None:
    """Those that are kept the ballot box counts itself."""
    for outcome in ("answered", "closed", "failed", "kept"):
        for _ in range(10):
            mornings.steps.note_outcome(outcome)
    assert set(mornings.steps.outcomes_told.values()) == {0}
    await mornings.town.stores.box.seal()
    await mornings.opening()
    told = {"answered": 10, "closed": 10, "failed": 10, "kept": 0}
    assert mornings.steps.outcomes_told == told
