"""The survey with aiogram, as its documentation's examples are made.

Run by `tests.benchmarks`: a state for each question, memory for the answers, and all settings as they come.
Source: aiogram's documentation, "Finite State Machine" and "Keyboard builder".
"""

import asyncio
import os
from pathlib import Path
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message
from aiogram.utils.keyboard import InlineKeyboardBuilder

from tests.benchmarks.survey import CHOICES, QUESTIONS, THANKS, Answers

ASKED = [State(f"question_{number}", "survey") for number in range(len(QUESTIONS))]

answers = Answers(Path("answers.db"))


def keyboard() -> Any:
    """Return the choices, one to a row."""
    builder = InlineKeyboardBuilder()
    for at, choice in enumerate(CHOICES):
        builder.button(text=choice, callback_data=str(at))
    return builder.adjust(1).as_markup()


async def start(message: Message, state: FSMContext) -> None:
    """Ask the first question."""
    await state.set_data({"answers": []})
    await state.set_state(ASKED[0])
    await message.answer(QUESTIONS[0], reply_markup=keyboard())


async def answered(query: CallbackQuery, state: FSMContext) -> None:
    """Take an answer, and ask the next question or say thank you."""
    await query.answer()
    given = [*(await state.get_data())["answers"], query.data]
    if not isinstance(query.message, Message):
        return
    if len(given) < len(QUESTIONS):
        await state.update_data(answers=given)
        await state.set_state(ASKED[len(given)])
        await query.message.edit_text(QUESTIONS[len(given)], reply_markup=keyboard())
        return
    answers.keep(given)
    await state.clear()
    await query.message.edit_text(THANKS)


async def main() -> None:
    """Run the bot."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["API_URL"]))
    dispatcher = Dispatcher()
    dispatcher.message.register(start, CommandStart())
    for state in ASKED:
        dispatcher.callback_query.register(answered, state)
    await dispatcher.start_polling(Bot(os.environ["TOKEN"], session=session))


if __name__ == "__main__":
    asyncio.run(main())
