"""Partners' native messages, each read through the adapter of the system that it comes from."""

from collections.abc import Callable
from dataclasses import dataclass

from producers.contract.facts import Fact
from producers.partners.courts import common_platform, spi
from producers.partners.cps import charging
from producers.partners.hmpps import domain_events
from producers.partners.rows import Context
from producers.partners.told import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """One system that sends messages: how one is known, what it may say, how it is read."""

    name: str
    looks_like: Callable[[bytes], bool]
    read: Callable[[bytes, Context], Told]
    emits: frozenset[type[Fact]]


SYSTEMS = {
    system.name: system
    for system in (
        System(
            name="common-platform",
            looks_like=common_platform.looks_like,
            read=common_platform.read,
            emits=common_platform.EMITS,
        ),
        System(name="spi", looks_like=spi.looks_like, read=spi.read, emits=spi.EMITS),
        System(
            name="cps-charging",
            looks_like=charging.looks_like,
            read=charging.read,
            emits=charging.EMITS,
        ),
        System(
            name="hmpps-domain-events",
            looks_like=domain_events.looks_like,
            read=domain_events.read,
            emits=domain_events.EMITS,
        ),
    )
}


def guess(message: bytes) -> System | None:
    """Find the system that a message comes from."""
    return next((system for system in SYSTEMS.values() if system.looks_like(message)), None)
