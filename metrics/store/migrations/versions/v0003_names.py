"""Which aggregates name which others: a case inherits the themes of the crimes that it names."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "names",
        sa.Column("named", sa.Text, primary_key=True),
        sa.Column("by", sa.Text, primary_key=True),
    )
