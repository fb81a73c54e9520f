"""Two lives to be attacked on each backend, ours and a naive store's, built once."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.attacks.life import Life, Store, live
from tests.attacks.place import Place
from tests.attacks.residents import Resident, people
from tests.attacks.stores import Naive, OneKeyADay, Ours
from tests.attacks.verdict import Judge, judge_into
from tests.postgres import postgres_server

DAYS, TICKS_A_DAY = 10, 40
_TICKS_OF_ONE_DAY = 125
NewPlace = Callable[[], Place]


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def backend(request: pytest.FixtureRequest) -> str:
    """Each backend in turn."""
    return str(request.param)


@pytest.fixture(scope="session")
def new_place(backend: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewPlace]:
    """Return a function that gives a place for a new store."""
    with ExitStack() as until:
        server = None
        if backend == "postgresql":
            # The log is kept for ever, as by somebody who archives it. The server neither clears away what there is to
            # be found, nor writes down which values a table has (all events' codes, say) at a time of its own.
            server = until.enter_context(postgres_server(fsync="off", wal_keep_size="4096", autovacuum="off"))
        yield lambda: Place(tmp_path_factory.mktemp("store"), server, until)


@pytest.fixture
def judge(record_property: Callable[[str, object], None]) -> Judge:
    """Return a function that notes a result for the table and fails if the attack succeeded, or was blind."""
    return judge_into(record_property)


@pytest.fixture(scope="session")
def ours(new_place: NewPlace) -> Life:
    """Ten days of our ballot box, and the end of its round."""
    place = new_place()
    store = Ours(place.url, place.keys, place.look)
    return lived(place, store, people(11, 600, 600, DAYS, TICKS_A_DAY), TICKS_A_DAY)


@pytest.fixture(scope="session")
def naive(new_place: NewPlace) -> Life:
    """Ten days of a naive store."""
    place = new_place()
    return lived(place, Naive(place.url), people(12, 600, 600, DAYS, TICKS_A_DAY), TICKS_A_DAY)


@pytest.fixture(scope="session")
def one_key(new_place: NewPlace) -> Life:
    """One day of a ballot box that keeps one key all day."""
    place = new_place()
    with pytest.MonkeyPatch.context() as patch:
        store = OneKeyADay(place.url, place.keys, place.look, patch)
        return lived(place, store, people(13, 500, 0, 1, _TICKS_OF_ONE_DAY), _TICKS_OF_ONE_DAY)


def lived(place: Place, store: Store, residents: list[Resident], ticks_a_day: int) -> Life:
    """Let a store have its life, and return it with the disk as it was before the store was closed."""

    async def build() -> Life:
        await store.open()
        life = await live(store, place.disk, place.keys, residents, ticks_a_day)
        life.disk = place.kept()
        await store.close()
        return life

    return asyncio.run(build())
