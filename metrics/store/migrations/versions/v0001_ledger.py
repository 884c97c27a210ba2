"""The first ledger: aggregates, series, moves, positions, dead letters, exits."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_COUNTERS = (
    "read",
    "applied",
    "duplicate",
    "superseded",
    "dead_lettered",
    "parked",
    "conflicts",
    "dropped_fields",
    "log_end",
)


def upgrade() -> None:
    """Make the tables."""
    _book()
    _log()


def _book() -> None:
    op.create_table(
        "aggregates",
        sa.Column("key", _KEY, primary_key=True, autoincrement=True),
        sa.Column("subject", sa.Text, nullable=False, unique=True),
        sa.Column("events", sa.LargeBinary, nullable=False),
        sa.Column("contributions", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "series",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("labels", sa.Text, nullable=False),
    )
    op.create_table(
        "moves",
        sa.Column("batch", _KEY, primary_key=True, autoincrement=True),
        sa.Column("rows", sa.LargeBinary, nullable=False),
    )


def _log() -> None:
    op.create_table(
        "positions",
        sa.Column("topic", sa.Text, primary_key=True),
        sa.Column("partition", sa.Integer, primary_key=True),
        sa.Column("topic_id", sa.Text, nullable=False),
        sa.Column("next_offset", sa.BigInteger, nullable=False),
        *(sa.Column(c, sa.BigInteger, nullable=False, server_default="0") for c in _COUNTERS),
    )
    op.create_table(
        "dead_letters",
        sa.Column("number", _KEY, primary_key=True, autoincrement=True),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("partition", sa.Integer, nullable=False),
        sa.Column("offset", sa.BigInteger, nullable=False),
        sa.Column("parked", sa.Boolean, nullable=False),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("code", "pointer", "got", "expected", "mend")
        ),
        sa.Column("body", sa.LargeBinary),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("redriven_at", sa.DateTime(timezone=True)),
    )
    columns = ["topic", "partition", "offset"]
    op.create_index("dead_letters_place", "dead_letters", columns, unique=True)
    op.create_table(
        "exits",
        sa.Column("topic", sa.Text, primary_key=True),
        sa.Column("partition", sa.Integer, primary_key=True),
        sa.Column("offset", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("exits", sa.Integer, nullable=False),
    )
