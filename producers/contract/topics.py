"""Topics, and who may speak on each. Six partitions, plain (no compaction, no transactions).

A record does not carry its producer's principal: ACLs tie a principal to a topic, and a source
must be in its topic's list. Open data have a topic (and a ledger) of their own.
"""

from dataclasses import dataclass

from producers.contract.lists import Agency

PARTITIONS = 6
RETENTION_DAYS = 3650  # the ledger is the truth for a rebuild; the log is kept to restore it


@dataclass(frozen=True, slots=True)
class Topic:
    """A Kafka topic of the contract: whose it is and which sources may speak there."""

    name: str
    agency: Agency
    sources: tuple[str, ...]


TOPICS: dict[str, Topic] = {
    topic.name: topic
    for topic in (
        Topic("lcjb.police.v1", "police", ("/police/lancashire", "/police/spi")),
        Topic("lcjb.cps.v1", "cps", ("/cps/north-west",)),
        Topic("lcjb.courts.v1", "courts", ("/courts/lancashire",)),
        Topic("lcjb.probation.v1", "probation", ("/probation/north-west",)),
        Topic("lcjb.prisons.v1", "prisons", ("/prisons/north-west",)),
        Topic("lcjb.open-data.v1", "police", ("/police/open-data",)),
    )
}
TOPIC_OF_SOURCE: dict[str, Topic] = {s: t for t in TOPICS.values() for s in t.sources}
