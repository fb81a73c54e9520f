"""What the tests of the dialogue can ask for."""

from pathlib import Path

import pytest

from bot.token import Tokens
from flows.runner import Runner
from flows.script import installed
from storage.keys import KeyFolder, TokenKeys
from tests.flows.talk import Talk


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    """A resident who has not said anything yet."""
    folder = KeyFolder(tmp_path / "keys")
    folder.open()
    script = installed("hertfordshire")
    return Talk(Runner(script), Tokens(script.slots, script.digest, TokenKeys(folder)))
