"""The ledger's tables. `migrations/` makes them; `ledger.py` reads and moves them.

An aggregate is one row: its subject, its standing events and what it adds to the book
(docs/decisions/0002). A growing table never has a random key: subjects have an index beside it.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

metadata = MetaData()
_KEY = BigInteger().with_variant(Integer, "sqlite")

aggregates = Table(
    "aggregates",
    metadata,
    Column("key", _KEY, primary_key=True, autoincrement=True),
    Column("subject", Text, nullable=False, unique=True),
    Column("events", LargeBinary, nullable=False),
    Column("contributions", LargeBinary, nullable=False),
)
series = Table(
    "series",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("labels", Text, nullable=False),
)
moves = Table(
    "moves",
    metadata,
    Column("batch", _KEY, primary_key=True, autoincrement=True),
    Column("rows", LargeBinary, nullable=False),
)
positions = Table(
    "positions",
    metadata,
    Column("topic", Text, primary_key=True),
    Column("partition", Integer, primary_key=True),
    Column("topic_id", Text, nullable=False),
    Column("next_offset", BigInteger, nullable=False),
    *(
        Column(counter, BigInteger, nullable=False, server_default="0")
        for counter in (
            "read",
            "applied",
            "duplicate",
            "superseded",
            "dead_lettered",
            "parked",
            "conflicts",
            "dropped_fields",
            "log_end",
            "heard_at",
        )
    ),
)
dead_letters = Table(
    "dead_letters",
    metadata,
    Column("number", _KEY, primary_key=True, autoincrement=True),
    Column("topic", Text, nullable=False),
    Column("partition", Integer, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("parked", Boolean, nullable=False),
    Column("code", Text, nullable=False),
    Column("pointer", Text, nullable=False),
    Column("got", Text, nullable=False),
    Column("expected", Text, nullable=False),
    Column("mend", Text, nullable=False),
    Column("body", LargeBinary),
    Column("refused_at", DateTime(timezone=True), nullable=False),
    Column("redriven_at", DateTime(timezone=True)),
    Index("dead_letters_place", "topic", "partition", "offset", unique=True),
)
exits = Table(
    "exits",
    metadata,
    Column("topic", Text, primary_key=True),
    Column("partition", Integer, primary_key=True),
    Column("offset", BigInteger, primary_key=True),
    Column("exits", Integer, nullable=False),
)
token_keys = Table(
    "token_keys",
    metadata,
    Column("topic", Text, primary_key=True),
    Column("tokenkey", Text, primary_key=True),
)
names = Table(
    "names",
    metadata,
    Column("named", Text, primary_key=True),
    Column("by", Text, primary_key=True),
)
releases = Table(
    "releases",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("as_of", Date, nullable=False),
    Column("released_at", DateTime(timezone=True), nullable=False),
    Column("sha256", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
reconciliations = Table(
    "reconciliations",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("recounted_at", BigInteger, nullable=False),
    Column("recounted", BigInteger, nullable=False),
    Column("differing", BigInteger, nullable=False),
)
"""What the last reconciliation found."""

received = Table(
    "received",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("fact", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("n", BigInteger, nullable=False),
)
