"""Who reads: behind a reverse proxy that signs people in, the user and role that it names. Pure.

Off unless `LCJB_BOARD_PROXY` names the proxy's addresses; then whoever does not come through it, or
comes without a known role, is refused. What a role may take away is here, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Protocol, TypeAlias

from metrics.catalogue import CATALOGUE, METRICS

USER, ROLE = "X-Lcjb-User", "X-Lcjb-Role"
"""The headers in which the proxy names them; it must set both itself, whatever came in."""
MEMBER, ANALYST, OWNER = "member", "analyst", "owner-"
"""A member takes away the figures that a page shows, an analyst all of them, an owner agency
(`owner-police`) those that depend on what it sends."""
OWNERS = {f"{OWNER}{agency}": agency for m in CATALOGUE for agency, _ in m.depends_on}
ROLES = (MEMBER, ANALYST, *OWNERS)

Network: TypeAlias = IPv4Network | IPv6Network


class Headers(Protocol):
    """A request's headers."""

    def get(self, key: str, default: str) -> str:
        """Give one by its name, in any case."""


class Refused(Exception):
    """Who asks may not; the message says why, and names nobody."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks, as the proxy named them."""

    user: str
    role: str


LOCAL = Reader("", ANALYST)
"""Whoever is on the machine itself, where there is no proxy."""


def networks(said: str) -> tuple[Network, ...]:
    """Read the proxy's addresses, separated by commas. Raises `ValueError`."""
    try:
        return tuple(ip_network(each.strip()) for each in said.split(",") if each.strip())
    except ValueError:
        raise ValueError("LCJB_BOARD_PROXY: expected addresses as 127.0.0.1, 10.0.0.0/8") from None


def reader(trusted: Sequence[Network], peer: str, headers: Headers) -> Reader:
    """Say who asks. Raises `Refused`."""
    if not trusted:
        return LOCAL
    if not any(ip_address(peer) in network for network in trusted):
        raise Refused("This page is reached through its proxy.")
    user, role = headers.get(USER, ""), headers.get(ROLE, "")
    if not user or role not in ROLES:
        raise Refused("You are signed in without a role here; ask the secretariat.")
    return Reader(user, role)


def all_for(role: str) -> list[str]:
    """Name the figures of a role's extract of all. Raises `Refused`."""
    if role == MEMBER:
        raise Refused("The extract of all is the analysts'; each table has a file of its own.")
    if role == ANALYST:
        return list(METRICS)
    own = OWNERS[role]
    found = [m.name for m in CATALOGUE if any(agency == own for agency, _ in m.depends_on)]
    return list(dict.fromkeys(found))
