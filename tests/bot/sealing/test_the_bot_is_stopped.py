"""The bot is stopped while ballots wait for the ballot box, or while none does."""

from pathlib import Path

import pytest

from tests.town import TO_THE_CHECK_PAGE, town_in


@pytest.mark.parametrize("somebody_sends", [True, False])
async def test_a_stop_seals_the_box_once_whether_anybody_has_sent_or_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, somebody_sends: bool
) -> None:
    """Were it sealed only for somebody, the time of the file would tell that somebody sent just before the stop."""
    sealed = []
    async with town_in(tmp_path) as town:
        ann = town.resident("Ann")
        await ann.starts()
        await ann.taps(*TO_THE_CHECK_PAGE)
        if somebody_sends:
            await ann.taps_and_waits("Send my views")
        seal = town.stores.box.seal

        async def note() -> bool:
            sealed.append("sealed")
            return await seal()

        monkeypatch.setattr(town.stores.box, "seal", note)
    assert sealed == ["sealed"]
    assert ("Thank you" in ann.text) is somebody_sends
