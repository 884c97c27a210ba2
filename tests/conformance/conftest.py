"""The two databases: whatever is promised of one is promised of both."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics.store.ledger import Ledger


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'ledger.db'}"
    else:
        url = request.getfixturevalue("postgres_url")
    opened = Ledger.connect(url)
    yield opened
    opened.close()
