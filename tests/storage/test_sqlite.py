"""An SQLite file: made wherever this account can write, durable, without residue, and missed when it is gone."""

from pathlib import Path

import pytest
from sqlalchemy import text

from storage.database import Database
from storage.errors import DatabaseUnusable
from storage.tables import Comment, Round

SPRING = {"opens": "2026-01-01", "closes": "2026-04-30"}


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return the DATABASE_URL of a file that is not there yet."""
    return f"sqlite:///{tmp_path}/local-views.db"


async def test_no_folder_is_made_for_the_database(tmp_path: Path) -> None:
    """A slip in a path would let the bot begin anew there; what is missing is said, and how to make it."""
    folder = tmp_path / "lib/local views 100%"
    with pytest.raises(DatabaseUnusable) as refused:
        await Database(f"sqlite:///{folder}/answers.db").open()
    assert f"There is no folder {tmp_path}/lib. Correct DATABASE_URL, or make" in str(refused.value)
    assert str(refused.value).endswith(f": mkdir -p '{folder}'")
    assert not (tmp_path / "lib").exists()

    folder.mkdir(parents=True)
    database = Database(f"sqlite:///{folder}/answers.db")
    await database.open()
    await database.close()
    assert (folder / "answers.db").exists()


async def test_the_default_setting_makes_a_file_where_it_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`sqlite:///local-views.db` is the file local-views.db in the working folder."""
    monkeypatch.chdir(tmp_path)
    database = Database("sqlite:///local-views.db")
    await database.open()
    await database.close()

    assert (tmp_path / "local-views.db").exists()


@pytest.mark.parametrize("path", ["a-file/local-views.db", "a-folder", "a-file"])
async def test_a_path_that_cannot_be_a_database_is_refused(tmp_path: Path, path: str) -> None:
    """A folder, something inside a file, a file of another kind: the message says what, where, what to do."""
    (tmp_path / "a-file").write_text("This is no database at all.\n" * 100)
    (tmp_path / "a-folder").mkdir(mode=0o755)

    with pytest.raises(DatabaseUnusable, match=rf"sqlite\S+{path} could not be opened .*DATABASE_URL"):
        await Database(f"sqlite:///{tmp_path}/{path}").open()
    assert (tmp_path / "a-folder").stat().st_mode & 0o777 == 0o755


async def test_every_connection_is_durable_and_leaves_no_residue(database: Database) -> None:
    """What is deleted is overwritten, what is committed survives a power cut, and rounds must exist."""
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "busy_timeout": 30_000,
    }
    async with database.session() as reader, database.writing() as writer:
        for session in (reader, writer):
            connection = await session.connection()
            found = {pragma: await connection.scalar(text(f"PRAGMA {pragma}")) for pragma in expected}
            assert found == expected


async def test_what_is_deleted_is_gone_from_the_files_bytes(tmp_path: Path, url: str) -> None:
    """Once the write-ahead log is cleared, as it is when the last connection closes."""
    database = Database(url)
    await database.open()
    async with database.writing() as session:
        session.add(Round.model_validate({"name": "2026-1", **SPRING}))
        await session.flush()
        session.add(Comment(id="one", round="2026-1", area="watford", issue="theft", text="canary " * 50))
    await database.close()
    assert b"canary" in (tmp_path / "local-views.db").read_bytes()

    await database.open()
    async with database.writing() as session:
        await session.delete(await session.get(Comment, "one"))
    await database.close()
    assert b"canary" not in (tmp_path / "local-views.db").read_bytes()
