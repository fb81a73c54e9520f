"""These conversations are the same whether the bot fetches its updates or has them delivered."""

import pytest

from tests.town import either_way

taken_in = either_way(pytest.mark.slow)
