"""The desk, furnished: everything that staff can ask for, and what they are sent without asking, put together."""

from collections.abc import Callable
from typing import Any

from telegram.ext import Application

from bot.desk.agreed import priority_commands
from bot.desk.chart import chart
from bot.desk.command import Command
from bot.desk.daily import DailySummary
from bot.desk.desk import Desk
from bot.desk.events import EventDesk
from bot.desk.export import export_commands
from bot.desk.joining import joining
from bot.desk.menu import Menu
from bot.desk.packing import packing
from bot.desk.post import Post
from bot.desk.round import round_commands
from bot.desk.teller import Teller
from bot.pack.contents import Packs
from bot.settings import Settings
from bot.staff import Staff
from bot.steps_count import StepsCount
from bot.stores import Stores
from flows.given import Given
from flows.script import Script


def furnish(
    application: "Application[Any, Any, Any, Any, Any, Any]",
    settings: Settings,
    stores: Stores,
    script: Script,
    staff: Staff,
    steps: StepsCount,
    moment: Callable[[], Given],
) -> DailySummary:
    """Let staff ask for what is theirs, and return what sends them the summary of the day.

    Args:
        application: hands updates over.
        settings: as the administrator set them.
        stores: hold what is told.
        script: the words.
        staff: the chats.
        steps: how far residents get.
        moment: returns the facts of the moment.
    """
    post = Post(application.bot, staff, script.staff_words)
    teller = _teller(settings, stores, script, steps)
    commands = _commands(settings, stores, script, staff, teller, moment)
    menu = Menu(application.bot, staff, script.staff_words)
    staff.changed = menu.follow
    Desk(staff, post, script, commands, stores.clock).attach(application)
    return DailySummary(stores.database, staff, teller, post, settings.summary, settings.zone, stores.clock)


def _teller(settings: Settings, stores: Stores, script: Script, steps: StepsCount) -> Teller:
    return Teller(
        stores.database,
        stores.rounds,
        script,
        steps,
        settings.ballot_box_minimum,
        chart=chart(script),
        comments_in_chat=settings.comments_in_chat == "yes",
    )


def _commands(
    settings: Settings,
    stores: Stores,
    script: Script,
    staff: Staff,
    teller: Teller,
    moment: Callable[[], Given],
) -> dict[str, Command]:
    """Return what staff can ask for, by name."""
    database, rounds, priorities = stores.database, stores.rounds, stores.priorities
    minimum = settings.ballot_box_minimum
    packs = Packs(database, rounds, priorities, script, minimum, is_trial=settings.is_trial)
    return {
        **joining(staff, database, script, stores.clock),
        **teller.commands,
        **round_commands(rounds, script),
        **priority_commands(priorities, rounds, script),
        **export_commands(database, rounds, script, minimum),
        **EventDesk(database, stores.event_links, rounds, script, moment).commands,
        **packing(packs, script),
    }
