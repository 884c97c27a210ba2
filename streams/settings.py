"""What a worker is told, read once at the edge from the environment (`LCJB_*`)."""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from producers.contract.topics import TOPICS

LIVE_TOPICS = tuple(name for name, topic in TOPICS.items() if "open-data" not in topic.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One worker's settings; times in seconds."""

    kafka: str = "127.0.0.1:9092"
    """Bootstrap servers (LCJB_KAFKA)."""
    ledger: str = "sqlite:///.lcjb/ledger.db"
    """SQLAlchemy URL of the ledger (LCJB_LEDGER). SQLite: worker and exporter on one host."""
    topics: tuple[str, ...] = LIVE_TOPICS
    """Topics to follow (LCJB_TOPICS, comma between). Open data go to a ledger of their own."""
    name: str = "worker"
    """Static member id in the group (LCJB_WORKER_NAME): back at work at once after a kill."""
    group: str = "lcjb"
    """Consumer group (LCJB_GROUP): one for each ledger."""
    faust_folder: str = ".lcjb/faust"
    """Where Faust keeps what it needs to (under LCJB_HOME); no state of ours."""
    batch: int = 500
    """Most events in a live transaction."""
    within: float = 0.2
    """Longest wait for a live batch to fill."""
    catch_up_batch: int = 4000
    """Most events in a transaction of the replay."""
    watch_every: float = 5.0
    """Time between two looks at the log, independent of batches."""


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from `LCJB_*`."""
    topics = environment.get("LCJB_TOPICS")
    default = Settings()
    return Settings(
        kafka=environment.get("LCJB_KAFKA", default.kafka),
        ledger=environment.get("LCJB_LEDGER", default.ledger),
        topics=tuple(topics.split(",")) if topics else default.topics,
        name=environment.get("LCJB_WORKER_NAME", socket.gethostname()),
        group=environment.get("LCJB_GROUP", default.group),
        faust_folder=str(Path(environment.get("LCJB_HOME", ".lcjb")) / "faust"),
    )
