"""Telegram's refusals in Telegram's own words, and this server's where it is stricter.

The words were read in the source of Telegram's own Bot API server (tdlib/telegram-bot-api and tdlib/td);
those in capitals come from Telegram's servers behind it.
"""

from storage.errors import LocalViewsError

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook "
    "first"
)


class RefusedError(LocalViewsError):
    """A request that the Bot API answers with `"ok": false`.

    `code` is the HTTP status, `description` Telegram's sentence, `migrate_to` the id of the supergroup
    that a group has become (Telegram's `ResponseParameters.migrate_to_chat_id`).
    """

    def __init__(self, code: int, description: str, migrate_to: int | None = None) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.migrate_to = migrate_to


def bad_request(reason: str) -> RefusedError:
    """Status 400. Telegram lowers the first letter of a reason unless the second is a capital too."""
    keeps_capital = reason[1:2] == "_" or reason[1:2].isupper()
    return RefusedError(400, "Bad Request: " + (reason if keeps_capital else reason[:1].lower() + reason[1:]))


def forbidden(reason: str) -> RefusedError:
    """Status 403: the chat does not want the bot."""
    return RefusedError(403, f"Forbidden: {reason}")


def stricter(reason: str) -> RefusedError:
    """Status 400 for what Telegram would let pass silently and a careful bot would not send."""
    return RefusedError(400, f"Bad Request: stricter than Telegram: {reason}")
