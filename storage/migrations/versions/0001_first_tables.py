"""The first tables. There is no way down from here: it would throw away what residents said."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of rounds, answers, comments, events and sealed registers."""
    op.create_table(
        "round",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("opens", sa.Date(), nullable=False),
        sa.Column("closes", sa.Date(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "response",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("second", sa.String(), nullable=True),
        sa.Column("third", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("town", sa.String(), nullable=True),
        sa.Column("time", sa.String(), nullable=True),
        sa.Column("safe_by_day", sa.String(), nullable=True),
        sa.Column("safe_after_dark", sa.String(), nullable=True),
        sa.Column("withdrawal", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["round"], ["round.name"]),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("issue", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["round"], ["round.name"]),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("tally", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
        sa.ForeignKeyConstraint(["round"], ["round.name"]),
    )
    op.create_table(
        "register",
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("round"),
        sa.ForeignKeyConstraint(["round"], ["round.name"]),
    )
