"""The QR code of an event's link."""

from io import BytesIO

import segno

QUIET_ZONE = 4
"""The modules that have to stay white on each side. Source: ISO/IEC 18004."""
SMALLEST_PICTURE = 1000
"""In pixels. Telegram shows a smaller picture blurred, scaled up to the width of the chat."""


def qr_code(link: str) -> segno.QRCode:
    """Return the QR code of a link.

    It can be read with 15% of it covered or torn, and with more where the same number of modules allows it.

    Args:
        link: what opens when it is scanned. The shorter it is, the larger the modules, and the farther it reaches.
    """
    return segno.make_qr(link, error="m", boost_error=True)


def qr_png(link: str) -> bytes:
    """Return the QR code of a link as a picture to send in a chat: a PNG, at least 1,000 pixels wide.

    Args:
        link: what opens when it is scanned.
    """
    code, picture = qr_code(link), BytesIO()
    modules, _ = code.symbol_size(border=QUIET_ZONE)
    code.save(picture, kind="png", scale=-(-SMALLEST_PICTURE // modules), border=QUIET_ZONE)
    return picture.getvalue()
