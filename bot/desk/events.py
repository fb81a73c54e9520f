"""Events: an officer names one and has its link, QR code, poster and handout at once, and later its count.

Nothing is remembered between an officer's taps. While the area of an event is asked for, its name stands in the
message that asks, and is read back from there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from telegram.constants import ChatAction

from bot.desk.command import Asked, Choice, Command, Said
from bot.desk.joining import EVERYWHERE, about
from bot.desk.papers import link_of, papers_of
from bot.desk.wish import Wish
from flows.given import Given
from flows.locales import ENGLISH
from flows.places import InArea, Perhaps, SeveralAreas, Unknown
from flows.script import Script
from flows.turn import Quote
from storage import events
from storage.database import Database
from storage.event_links import EventLinks
from storage.figures import in_steps, least
from storage.rounds import Rounds
from storage.staff import Role
from storage.tables import Event

LONGEST_NAME = 60
"""In letters. Poster and handout have room for a hundred."""
SHOWN_AT_ONCE = 8
"""Events, each with a button."""


class EventDesk:
    """Makes events, and tells of them.

    Args:
        database: keeps the events.
        links: are good at once, on this worker.
        rounds: know the rounds.
        script: the words.
        moment: returns the facts of the moment.
    """

    def __init__(
        self,
        database: Database,
        links: EventLinks,
        rounds: Rounds,
        script: Script,
        moment: Callable[[], Given],
    ) -> None:
        self._database = database
        self._links = links
        self._rounds = rounds
        self._script = script
        self._moment = moment
        self._areas = script.county.areas
        self._languages = _languages(script)

    @property
    def commands(self) -> Mapping[str, Command]:
        """What officers can ask for: the first two by typing, the others with buttons."""
        upload = ChatAction.UPLOAD_DOCUMENT
        return {
            "event": Command(Role.OFFICER, self._event, upload),
            "events": Command(Role.OFFICER, self._events),
            "event_in": Command(Role.OFFICER, self._event_in, upload),
            "event_papers": Command(Role.OFFICER, self._event_papers, upload),
            "event_words": Command(Role.OFFICER, self._event_words),
            "event_move": Command(Role.OFFICER, self._event_move, upload),
        }

    async def _event(self, asked: Asked) -> Said:
        """Make the event that is typed, or ask for its area: the likely ones first."""
        wish = Wish.parse(asked.said, self._languages)
        if (refusal := self._refusal(wish)) is not None:
            return refusal
        own = (asked.member.area,) if asked.member.area else ()
        match self._script.understanding.place(wish.name):
            case InArea(area=area):
                return await self._made(wish, area)
            case Unknown() if own:
                return await self._made(wish, own[0])
            case SeveralAreas(areas=areas):
                return self._asks_area(wish, areas)
            case Perhaps(suggestions=places):
                return self._asks_area(wish, [place.area for place in places])
        return self._asks_area(wish, own)

    async def _event_in(self, asked: Asked) -> Said:
        """Make the event that is quoted above the buttons, in the area that was tapped."""
        wish = Wish(Wish.parse(asked.quoted, {}).name, self._language_in(asked))
        if (refusal := self._refusal(wish)) is not None:
            return refusal
        area = self._area_in(asked)
        return self._asks_area(wish, ()) if area is None else await self._made(wish, area)

    async def _event_papers(self, asked: Asked) -> Said:
        """Bring the papers of an event once more."""
        return await self._papers_of(_code_in(asked), self._language_in(asked))

    async def _event_words(self, asked: Asked) -> Said:
        """Ask for the language of an event's papers."""
        event = await self._event_of(_code_in(asked))
        if event is None:
            return self._no_event()
        codes = self._moment().languages
        choices = (Choice(self._languages[code], f"event_papers {event.code} {code}") for code in codes)
        return Said(self._said("event_words", event=_title(event)), tuple(choices))

    async def _event_move(self, asked: Asked) -> Said:
        """Let an event stand for another area, or ask for which."""
        event, language = await self._event_of(_code_in(asked)), self._language_in(asked)
        if event is None:
            return self._no_event()
        area = self._area_in(asked)
        if area is None:
            areas = self._areas.values()
            choices = (Choice(one.name, f"event_move {event.code} {one.id} {language}") for one in areas)
            return Said(self._said("event_move", event=_title(event)), tuple(choices))
        await events.move(self._database, event.code, event.round, area)
        await self._links.refresh()
        return await self._papers_of(event.code, language)

    async def _events(self, asked: Asked) -> Said:
        """Show the events of an area, or of the whole county, a few at once."""
        area = None if EVERYWHERE in asked.words else self._area_in(asked) or asked.member.area
        round_name = (await self._rounds.begun())[0].name
        held = await events.of_round(self._database, round_name)
        there = [event for event in held if area in {None, event.area}]
        at = next((int(word) for word in asked.words if word.isdecimal()), 0)
        page = there[at : at + SHOWN_AT_ONCE]
        given, names = self._moment(), {"area": about(area, self._script), "round": round_name}
        if there:
            head = self._said("events_head", **names, minimum=least(given.minimum))
        else:
            head = self._said("events_none", **names)
        text = "\n\n".join([head, *map(self._line, page)])
        if given.round.name is None:
            return Said(f"{text}\n\n{self._closed()}")
        return Said(text, (*_buttons(page), *self._pages(at, len(there), area or EVERYWHERE)))

    def _refusal(self, wish: Wish) -> Said | None:
        """Return why there can be no such event, or None."""
        if self._moment().round.name is None:
            return Said(self._closed())
        if not wish.name:
            return Said(self._said("event_how"))
        if len(wish.name) > LONGEST_NAME:
            return Said(self._said("event_too_long", longest=LONGEST_NAME, found=len(wish.name)))
        offered = self._moment().languages
        if wish.language not in offered:
            known = ", ".join(self._languages[code] for code in offered)
            return Said(
                self._said("event_no_words", language=self._languages[wish.language], languages=known)
            )
        return None

    def _asks_area(self, wish: Wish, likely: Sequence[str]) -> Said:
        areas = sorted(self._areas.values(), key=lambda one: one.id not in likely)
        return Said(
            self._said("event_area"),
            tuple(Choice(one.name, f"event_in {one.id} {wish.language}") for one in areas),
            Quote(self._said("event_quoted"), wish.name),
        )

    async def _made(self, wish: Wish, area: str) -> Said:
        round_name = self._moment().round.name or ""
        code = await events.make(self._database, round_name, area, wish.name)
        await self._links.refresh()
        return await self._papers_of(code, wish.language)

    async def _papers_of(self, code: str, language: str) -> Said:
        event = await self._event_of(code)
        return self._no_event() if event is None else await self._shown(event, language)

    async def _shown(self, event: Event, language: str) -> Said:
        """Return everything that an officer needs of an event."""
        given, area = self._moment(), about(event.area, self._script)
        papers = await papers_of(event, area, given, self._script.languages[language])
        parts = [self._line(event)]
        parts.append(
            self._said(
                "event_papers" if papers.files else "event_no_room",
                closes=self._script.languages[ENGLISH].day(given.round.closes or given.round.opens),
                language=self._languages[language],
            )
        )
        if given.round.phase == "paused":
            parts.append(self._said("event_paused"))
        choices = [Choice(self._said("button_area"), f"event_move {event.code} {language}")]
        if len(given.languages) > 1:
            choices.append(Choice(self._said("button_language"), f"event_words {event.code}"))
        choices.append(Choice(self._said("button_events"), f"events {event.area}"))
        return Said("\n\n".join(parts), tuple(choices), picture=papers.picture, files=papers.files)

    def _line(self, event: Event) -> str:
        """Return what an event is called, its address and its tally."""
        given = self._moment()
        tally = in_steps(event.tally, given.minimum)
        return self._said(
            "event_line" if tally else "event_line_few",
            event=_title(event),
            area=about(event.area, self._script),
            link=link_of(event, given),
            tally=tally or least(given.minimum),
        )

    def _pages(self, at: int, events_there: int, area: str) -> Iterator[Choice]:
        """Give the buttons to the pages of a list before and after the one that is shown."""
        if at > 0:
            yield Choice(self._said("button_before"), f"events {area} {max(0, at - SHOWN_AT_ONCE)}")
        if at + SHOWN_AT_ONCE < events_there:
            yield Choice(self._said("button_after"), f"events {area} {at + SHOWN_AT_ONCE}")

    async def _event_of(self, code: str) -> Event | None:
        """Return the event of the open round with that code."""
        return await events.of_code(self._database, code, self._moment().round.name)

    def _area_in(self, asked: Asked) -> str | None:
        return next((word.lower() for word in asked.words if word.lower() in self._areas), None)

    def _language_in(self, asked: Asked) -> str:
        return next((word for word in asked.words if word in self._moment().languages), ENGLISH)

    def _no_event(self) -> Said:
        is_closed = self._moment().round.name is None
        return Said(self._closed() if is_closed else self._said("event_gone"))

    def _closed(self) -> str:
        opens = self._script.languages[ENGLISH].day(self._moment().round.opens)
        return self._said("event_closed", opens=opens)

    def _said(self, response: str, /, **values: object) -> str:
        return self._script.staff_words.text(response, **values)


def _buttons(page: Sequence[Event]) -> Iterator[Choice]:
    """Give a button for each event, which brings its papers."""
    for event in page:
        yield Choice(_title(event), f"event_papers {event.code}")


def _code_in(asked: Asked) -> str:
    return asked.words[0] if asked.words else ""


def _title(event: Event) -> str:
    return event.name or event.code


def _languages(script: Script) -> Mapping[str, str]:
    """Return what languages are called in English, by their two letters: all that are known, and those there are."""
    listed = (entry.split() for entry in script.staff_words.text("languages").split(","))
    return {code: code for code in script.languages} | dict(listed)
