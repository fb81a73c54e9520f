"""The ledger of the figures that have left. It starts empty: none had left before it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the ledger."""
    op.create_table(
        "release",
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("basis", sa.Integer(), nullable=False),
        sa.Column("figures", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("round", "area", "number"),
    )
