"""Which token keys each topic's events were made with."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "token_keys",
        sa.Column("topic", sa.Text, primary_key=True),
        sa.Column("tokenkey", sa.Text, primary_key=True),
    )
