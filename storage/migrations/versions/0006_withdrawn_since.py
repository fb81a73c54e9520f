"""Whether answers of an area were withdrawn since figures were told of it. Of those told before, nobody noted it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column; where it cannot be known, the county waits for the area's next figures."""
    op.add_column("release", sa.Column("thinned", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(sa.table("release", sa.column("thinned", sa.Boolean())).update().values(thinned=True))
