"""When each partition was last heard, and what each reconciliation found."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column, make the table."""
    heard_at = sa.Column("heard_at", sa.BigInteger, nullable=False, server_default="0")
    op.add_column("positions", heard_at)
    op.create_table(
        "reconciliations",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("recounted_at", sa.BigInteger, nullable=False),
        sa.Column("recounted", sa.BigInteger, nullable=False),
        sa.Column("differing", sa.BigInteger, nullable=False),
    )
