"""The lengths that the Bot API allows.

Telegram's documentation gives them in "characters". Here a character is a UTF-16 unit, as in entities:
Telegram's own servers are no stricter than that.
"""

from datetime import timedelta

TEXT = 4096
CAPTION = 1024
CALLBACK_DATA_BYTES = 64
CALLBACK_ANSWER = 200
BUTTONS = 100
BUTTONS_IN_A_ROW = 8
COPY_TEXT = 256
PLACEHOLDER = 64
ENTITIES = 100
ENTITY_PLACE = 1_000_000
COMMANDS = 100
COMMAND_DESCRIPTION = 256
NAME = 64
DESCRIPTION = 512
SHORT_DESCRIPTION = 120
MESSAGES_AT_ONCE = 100
UPDATES_AT_ONCE = 100
LONGEST_POLL_SECONDS = 50
CONNECTIONS = 40
MOST_CONNECTIONS = 100
PHOTO_BYTES = 10 * 1024 * 1024
DOCUMENT_BYTES = 50 * 1024 * 1024
PHOTO_SIDES = 10_000
PHOTO_RATIO = 20

CALLBACK_AGE = timedelta(seconds=150)
DELETION_AGE = timedelta(hours=48)
UPDATE_AGE = timedelta(hours=24)


def utf16_units(text: str) -> int:
    """Return the length of `text` as the Bot API counts it: a character beyond U+FFFF counts twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
