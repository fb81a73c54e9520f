"""The desk, furnished: everything that staff can ask for, and what they are sent without asking, put together."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from telegram.ext import Application

from bot.desk.agreed import priority_commands
from bot.desk.chart import chart
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
from flows.given import Given
from flows.script import Script
from storage.database import Database
from storage.priorities import Priorities
from storage.rounds import Rounds


def furnish(
    application: "Application[Any, Any, Any, Any, Any, Any]",
    settings: Settings,
    database: Database,
    rounds: Rounds,
    priorities: Priorities,
    script: Script,
    staff: Staff,
    steps: StepsCount,
    clock: Callable[[], datetime],
    moment: Callable[[], Given],
) -> DailySummary:
    """Let staff ask for what is theirs, and return what sends them the summary of the day.

    Args:
        application: hands updates over.
        settings: as the administrator set them.
        database: holds what is told.
        rounds: know the rounds.
        priorities: what was agreed for each area.
        script: the words.
        staff: the chats.
        steps: how far residents get.
        clock: returns the present as an aware time.
        moment: returns the facts of the moment.
    """
    post = Post(application.bot, staff, script.staff_words)
    teller = Teller(
        database,
        rounds,
        script,
        steps,
        settings.ballot_box_minimum,
        chart=chart(script),
        comments_in_chat=settings.comments_in_chat == "yes",
    )
    packs = Packs(
        database,
        rounds,
        priorities,
        script,
        settings.ballot_box_minimum,
        is_trial=settings.is_trial,
    )

    commands = {
        **joining(staff, database, script, clock),
        **teller.commands,
        **round_commands(rounds, script),
        **priority_commands(priorities, rounds, script),
        **export_commands(database, rounds, script, settings.ballot_box_minimum),
        **EventDesk(database, rounds, script, moment).commands,
        **packing(packs, script),
    }
    menu = Menu(application.bot, staff, script.staff_words)
    staff.changed = menu.follow
    Desk(staff, post, script, commands, clock).attach(application)
    return DailySummary(database, staff, teller, post, settings.summary, settings.zone, clock)
