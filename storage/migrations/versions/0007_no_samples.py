"""PostgreSQL takes no samples of answers and comments: they would outlast what was withdrawn, and be quoted in a dump.

Without them it plans as for any table, and nearly all that is asked for reads the tables whole.
"""

from alembic import op
from sqlalchemy import inspect

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Let nothing be sampled from now on, and what was sampled be of what is there now."""
    if op.get_context().dialect.name != "postgresql":
        return
    for table in ("response", "comment"):
        op.execute(f"ANALYZE {table}")
        for column in inspect(op.get_bind()).get_columns(table):
            op.execute(f'ALTER TABLE {table} ALTER COLUMN "{column["name"]}" SET STATISTICS 0')
