"""Real servers for the tests that need one, started once a session, on free ports."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from infra.native import Kafka, PostgreSQL


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    """One broker for the session: tests take topics or groups of their own."""
    with Kafka(tmp_path_factory.mktemp("kafka")) as broker:
        yield broker


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgreSQL]:
    """One database server for the session."""
    server = PostgreSQL(tmp_path_factory.mktemp("postgres"))
    try:
        yield server.start()
    finally:
        server.remove()


@pytest.fixture
def postgres_url(postgres: PostgreSQL) -> str:
    """The SQLAlchemy address of an empty database of this test's own."""
    return postgres.create(f"test_{uuid4().hex[:12]}")
