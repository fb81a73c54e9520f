"""What is kept, and how it is kept so that nobody can match it to a person."""

import logging

# Below WARNING these quote the rows that they carry, or tell of every start: neither belongs in a log.
for _driver in ("aiosqlite", "alembic"):
    logging.getLogger(_driver).setLevel(logging.WARNING)
