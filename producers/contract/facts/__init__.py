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
from producers.contract.facts.cps import (
    ActionPlanIssued,
    DecisionMade,
    FinalisedAdministratively,
    MaterialReceived,
    ReferralReceived,
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
from producers.contract.facts.prisons import PrisonerReceived, PrisonerReleased
from producers.contract.facts.probation import (
    BreachConcluded,
    BreachRaised,
    PersonsLinked,
    PersonsUnlinked,
    RecallRaised,
    SupervisionEnded,
    SupervisionStarted,
    UnpaidWorkWorked,
)
from producers.contract.facts.suspects import CautionGiven, SuspectStatus
from producers.contract.lists import Agency

__all__ = [
    "FACTS",
    "FACT_OF_TYPE",
    "NO_MORE",
    "ActionPlanIssued",
    "BreachConcluded",
    "BreachRaised",
    "CaseCompleted",
    "CaseMerged",
    "CaseReceived",
    "CaseReopened",
    "CaseSentToCrown",
    "CaseTransferred",
    "CautionGiven",
    "ControlTotal",
    "CrimeCancelled",
    "CrimeRecorded",
    "DecisionMade",
    "Fact",
    "FeedPaused",
    "FinalisedAdministratively",
    "HeardDefendant",
    "HeardOffence",
    "HearingListed",
    "HearingResulted",
    "HearingVacated",
    "HistoryComplete",
    "Identifier",
    "MaterialReceived",
    "Offence",
    "OutcomeAssigned",
    "Person",
    "PersonsLinked",
    "PersonsUnlinked",
    "PrisonerReceived",
    "PrisonerReleased",
    "RecallRaised",
    "ReferralReceived",
    "RemandChanged",
    "SupervisionEnded",
    "SupervisionStarted",
    "SuspectCharged",
    "SuspectStatus",
    "Token",
    "Trial",
    "UnpaidWorkWorked",
    "WarrantExecuted",
    "WarrantIssued",
    "event_type",
]

FACTS: tuple[type[Fact], ...] = (
    CrimeRecorded,
    CrimeCancelled,
    OutcomeAssigned,
    SuspectStatus,
    SuspectCharged,
    CautionGiven,
    ReferralReceived,
    MaterialReceived,
    DecisionMade,
    ActionPlanIssued,
    FinalisedAdministratively,
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
    SupervisionStarted,
    UnpaidWorkWorked,
    BreachRaised,
    BreachConcluded,
    RecallRaised,
    SupervisionEnded,
    PersonsLinked,
    PersonsUnlinked,
    PrisonerReceived,
    PrisonerReleased,
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
