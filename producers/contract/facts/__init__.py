"""Every fact that a partner may tell, as a frozen type. Add optional fields, never change.

A fact knows its name, who may say it, which aggregate it is about, its rank in the process, the
day it is true from and its business key. Definitions: docs/contract.md.
"""

from producers.contract.facts.base import NO_MORE, Fact, Token
from producers.contract.facts.courts import (
    CaseCompleted,
    CaseMerged,
    CaseReceived,
    CaseReopened,
    CaseSentToCrown,
    CaseTransferred,
    HearingListed,
    HearingResulted,
    HearingVacated,
    RemandChanged,
    WarrantExecuted,
    WarrantIssued,
)
from producers.contract.facts.hearing import HeardDefendant, HeardOffence, Trial
from producers.contract.facts.partner import ControlTotal, FeedPaused, HistoryComplete
from producers.contract.facts.people import Identifier, Offence, Person
from producers.contract.facts.police import (
    CrimeCancelled,
    CrimeRecorded,
    OutcomeAssigned,
    SuspectCharged,
)
from producers.contract.lists import Agency

__all__ = [
    "FACTS",
    "FACT_OF_TYPE",
    "NO_MORE",
    "CaseCompleted",
    "CaseMerged",
    "CaseReceived",
    "CaseReopened",
    "CaseSentToCrown",
    "CaseTransferred",
    "ControlTotal",
    "CrimeCancelled",
    "CrimeRecorded",
    "Fact",
    "FeedPaused",
    "HeardDefendant",
    "HeardOffence",
    "HearingListed",
    "HearingResulted",
    "HearingVacated",
    "HistoryComplete",
    "Identifier",
    "Offence",
    "OutcomeAssigned",
    "Person",
    "RemandChanged",
    "SuspectCharged",
    "Token",
    "Trial",
    "WarrantExecuted",
    "WarrantIssued",
    "event_type",
]

FACTS: tuple[type[Fact], ...] = (
    CrimeRecorded,
    CrimeCancelled,
    OutcomeAssigned,
    SuspectCharged,
    CaseReceived,
    HearingListed,
    HearingVacated,
    HearingResulted,
    WarrantIssued,
    WarrantExecuted,
    RemandChanged,
    CaseSentToCrown,
    CaseTransferred,
    CaseMerged,
    CaseCompleted,
    CaseReopened,
    ControlTotal,
    HistoryComplete,
    FeedPaused,
)


def event_type(fact: type[Fact], agency: Agency) -> str:
    """Name a fact on the wire, as `uk.lcjb.police.crime-recorded.v1`."""
    return f"uk.lcjb.{agency}.{fact.fact}.v1"


FACT_OF_TYPE: dict[str, type[Fact]] = {
    event_type(fact, agency): fact for fact in FACTS for agency in fact.agencies
}
