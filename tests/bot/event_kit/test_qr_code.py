"""The QR code that an officer gets as a picture."""

from io import BytesIO

import pytest
from PIL import Image

from bot.event_kit.event_paper import EventPaper
from bot.event_kit.qr import QUIET_ZONE, qr_code, qr_png
from tests.bot.event_kit.printed import scanned


def test_the_picture_is_scanned(market: EventPaper) -> None:
    """It is a PNG that opens the event's link, sharp when a chat shows it in full width."""
    picture = Image.open(BytesIO(qr_png(market.link)))
    assert picture.format == "PNG"
    assert picture.width == picture.height >= 1000
    assert scanned(picture.convert("L")) == [market.link]


def test_the_quiet_zone_is_white(market: EventPaper) -> None:
    """Four modules on each side, as the standard asks; without them some phones find nothing."""
    picture = Image.open(BytesIO(qr_png(market.link))).convert("L")
    modules, _ = qr_code(market.link).symbol_size(border=QUIET_ZONE)
    dark = Image.eval(picture, lambda light: 255 - light).getbbox()
    quiet = 4 * picture.width // modules
    assert dark == (quiet, quiet, picture.width - quiet, picture.height - quiet)


@pytest.mark.parametrize("bot", ["LocalViewsBot", "HertsLocalViewsBot", "HertfordshireLocalViewsTrial1Bot"])
def test_a_torn_corner_does_no_harm(bot: str) -> None:
    """With a tenth of it covered it still opens the link."""
    link = f"https://t.me/{bot}?start=A01BZ"
    picture = Image.open(BytesIO(qr_png(link))).convert("L")
    torn = picture.width * 7 // 20
    picture.paste(255, (picture.width - torn, picture.height - torn, picture.width, picture.height))
    assert scanned(picture) == [link]
