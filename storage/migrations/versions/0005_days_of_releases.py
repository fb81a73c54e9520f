"""The day on which figures were told. Of those told before, only the latest day that it can have been is known."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column."""
    today = datetime.now(UTC).date()
    op.add_column("release", sa.Column("day", sa.Date(), nullable=True))
    op.execute(sa.table("release", sa.column("day", sa.Date())).update().values(day=today))
    with op.batch_alter_table("release") as release:
        release.alter_column("day", existing_type=sa.Date(), nullable=False)
