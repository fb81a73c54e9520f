"""The sealed ballot box. What the first tables held of who had answered goes: it was sealed differently.

Whoever answered in the round under way before this change can therefore answer once more in it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the box, and give the other tables what goes with it."""
    op.create_table(
        "box",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("opened", sa.Date(), nullable=True),
        sa.Column("lost", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.drop_table("register")
    op.add_column("response", sa.Column("assisted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("comment", sa.Column("withdrawal", sa.String(), nullable=True))
    op.add_column("round", sa.Column("settled", sa.Boolean(), nullable=False, server_default=sa.false()))
