"""Staff: their chats, the codes to join with, what is done for them each day, the priorities they agree.

And what they call their events.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables of staff, and give events a name; those that there are have none."""
    op.add_column("event", sa.Column("name", sa.String(), server_default="", nullable=False))
    op.create_table(
        "staff_chat",
        sa.Column("chat", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("chat"),
    )
    op.create_table(
        "staff_code",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=True),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "daily_run",
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("chat", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("job", "chat"),
    )
    op.create_table(
        "priority",
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("issue", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("done", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("round", "area", "place"),
    )
