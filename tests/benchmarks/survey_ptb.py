"""The survey with python-telegram-bot, as its documentation's examples are made.

Run by `tests.benchmarks`: a `ConversationHandler` with a state for each question, `user_data` for the answers, and
all settings as they come.
Source: python-telegram-bot's documentation, "Examples", conversationbot.py and inlinekeyboard2.py.
"""

import os
from pathlib import Path
from typing import Any
from warnings import filterwarnings

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackContext,
    CallbackQueryHandler,
    CommandHandler,
    ConversationHandler,
)
from telegram.warnings import PTBUserWarning

from tests.benchmarks.survey import CHOICES, QUESTIONS, THANKS, Answers

Context = CallbackContext[Any, dict[str, list[str]], Any, Any]

Handler = BaseHandler[Update, Context, object]

answers = Answers(Path("answers.db"))


def keyboard() -> InlineKeyboardMarkup:
    """Return the choices, one to a row."""
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(choice, callback_data=str(at))] for at, choice in enumerate(CHOICES)]
    )


async def start(update: Update, context: Context) -> int:
    """Ask the first question."""
    if update.message is not None and context.user_data is not None:
        context.user_data["answers"] = []
        await update.message.reply_text(QUESTIONS[0], reply_markup=keyboard())
    return 0


async def answered(update: Update, context: Context) -> int:
    """Take an answer, and ask the next question or say thank you."""
    query = update.callback_query
    if query is None or query.data is None or context.user_data is None:
        return ConversationHandler.END
    await query.answer()
    given = context.user_data["answers"]
    given.append(query.data)
    if len(given) < len(QUESTIONS):
        await query.edit_message_text(QUESTIONS[len(given)], reply_markup=keyboard())
        return len(given)
    answers.keep(given)
    await query.edit_message_text(THANKS)
    return ConversationHandler.END


def main() -> None:
    """Run the bot."""
    filterwarnings("ignore", "If 'per_message=False'", PTBUserWarning)  # what the examples have too
    application = (
        Application.builder().token(os.environ["TOKEN"]).base_url(f"{os.environ['API_URL']}/bot").build()
    )
    states: dict[object, list[Handler]] = {
        number: [CallbackQueryHandler(answered)] for number in range(len(QUESTIONS))
    }
    application.add_handler(
        ConversationHandler([CommandHandler("start", start)], states, [CommandHandler("start", start)])
    )
    application.run_polling(allowed_updates=Update.ALL_TYPES)


if __name__ == "__main__":
    main()
