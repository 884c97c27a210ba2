"""One fact of each kind, as a partner would say it: invented, of no one."""

from datetime import date
from hashlib import sha256

from producers.contract.facts import (
    ActionPlanIssued,
    BreachConcluded,
    BreachRaised,
    CaseCompleted,
    CaseMerged,
    CaseReceived,
    CaseReopened,
    CaseSentToCrown,
    CaseTransferred,
    CautionGiven,
    ControlTotal,
    CrimeCancelled,
    CrimeRecorded,
    DecisionMade,
    Fact,
    FeedPaused,
    FinalisedAdministratively,
    HeardDefendant,
    HeardOffence,
    HearingListed,
    HearingResulted,
    HearingVacated,
    HistoryComplete,
    Identifier,
    MaterialReceived,
    Offence,
    OutcomeAssigned,
    Person,
    PersonsLinked,
    PersonsUnlinked,
    PrisonerReceived,
    PrisonerReleased,
    RecallRaised,
    ReferralReceived,
    RemandChanged,
    SupervisionEnded,
    SupervisionStarted,
    SuspectCharged,
    SuspectStatus,
    Trial,
    UnpaidWorkWorked,
    WarrantExecuted,
    WarrantIssued,
)
from producers.contract.lists import Agency, Stage

_DAY = date(2026, 4, 2)
_COMMITTED = date(2026, 3, 31)
_STAGE: dict[Agency, Stage] = {
    "police": "investigation",
    "cps": "charging",
    "courts": "magistrates",
    "probation": "supervision",
    "prisons": "custody",
}
_COUNTED: dict[Agency, str] = {
    "police": "crime-recorded",
    "cps": "decision-made",
    "courts": "hearing-resulted",
    "probation": "supervision-started",
    "prisons": "prisoner-received",
}


def token(of: str) -> str:
    """Give a token of no one."""
    return sha256(f"an example, of no {of}".encode()).hexdigest()[:32]


def example_fact(kind: type[Fact], agency: Agency) -> Fact:
    """Give a fact of this kind as a partner would say it."""
    for fact in (
        *_POLICE,
        *_LISTS,
        _HEARING,
        *_DEFENDANT,
        *_CASE,
        *_CHARGING,
        *_PEOPLE,
        *_partner(agency),
    ):
        if type(fact) is kind:
            return fact
    raise KeyError(kind)


_ONE, _CROWN, _OTHER_CROWN = token("defendant"), "C04PR00", "C04BU00"
_POLICE = (
    CrimeRecorded(
        recorded_on=_DAY,
        district="E07000123",
        offence="8N",
        committed_from=_COMMITTED,
        committed_to=date(2026, 4, 1),
        themes=("domestic-abuse",),
        factors=("alcohol",),
    ),
    CrimeCancelled(on=_DAY, reason="duplicate"),
    OutcomeAssigned(on=_DAY, group="charged", type=1),
    SuspectCharged(
        defendant=_ONE,
        on=_DAY,
        method="charge",
        offences=(Offence(offence=token("offence"), code="OF61131", committed_from=_COMMITTED),),
        crimes=(token("crime"),),
    ),
)
_LISTS = (
    CaseReceived(tier="crown", court=_CROWN, on=_DAY, kind="indictable-only", defendants=(_ONE,)),
    HearingListed(hearing=token("hearing"), sitting_day=date(2026, 9, 7), on=_DAY, kind="trial"),
    HearingVacated(hearing=token("hearing"), sitting_day=date(2026, 9, 7), on=_DAY, reason="H"),
)
_HEARING = HearingResulted(
    hearing=token("hearing"),
    sitting_day=_DAY,
    tier="crown",
    court=_CROWN,
    defendants=(
        HeardDefendant(
            defendant=_ONE,
            person=Person(
                tokens=(Identifier(scheme="pnc", value=token("person")),),
                age="25-29",
                sex="male",
                home_district="E07000123",
            ),
            remand="custody",
            limit=date(2026, 9, 30),
            attended=True,
            offences=(
                HeardOffence(
                    offence=token("offence"),
                    code="OF61131",
                    committed_from=_COMMITTED,
                    charged_on=_COMMITTED,
                    plea="not-guilty",
                    plea_on=_DAY,
                    result="adjourned",
                ),
            ),
        ),
    ),
    kind="trial",
    trial=Trial(outcome="ineffective", reason="M3", listed_on=_DAY),
)
_DEFENDANT = (
    WarrantIssued(defendant=_ONE, on=_DAY),
    WarrantExecuted(defendant=_ONE, on=_DAY),
    RemandChanged(
        defendant=_ONE, on=_DAY, status="custody", limit=date(2026, 9, 30), days_served=1
    ),
)
_CASE = (
    CaseSentToCrown(on=_DAY, court=_CROWN, defendants=(_ONE,)),
    CaseTransferred(on=_DAY, from_=_CROWN, to=_OTHER_CROWN),
    CaseMerged(on=_DAY, into=token("case")),
    CaseCompleted(on=_DAY, tier="magistrates"),
    CaseReopened(on=_DAY, tier="magistrates"),
)


def _partner(agency: Agency) -> tuple[Fact, ...]:
    return (
        ControlTotal(on=_DAY, counts={_COUNTED[agency]: 362}),
        HistoryComplete(stage=_STAGE[agency], from_=date(2024, 4, 1)),
        FeedPaused(from_=date(2026, 4, 3), until=date(2026, 4, 6)),
    )


_SUSPECT = token("suspect")
_ORDER = token("order")
_PERSON = Person(
    tokens=(Identifier(scheme="crn", value=token("person")),),
    age="25-29",
    sex="female",
    home_district="E07000123",
)
_CHARGING = (
    SuspectStatus(status="bailed", on=_DAY, until=date(2026, 7, 2), division="south"),
    ReferralReceived(
        referral=token("referral"),
        on=_DAY,
        suspects=(_SUSPECT,),
        custody=False,
        crimes=(token("crime"),),
    ),
    MaterialReceived(on=_DAY),
    DecisionMade(suspect=_SUSPECT, on=_DAY, code="A", kind="charge"),
    ActionPlanIssued(on=_DAY),
    FinalisedAdministratively(on=_DAY, suspect=_SUSPECT),
)
_PEOPLE = (
    CautionGiven(
        caution=token("caution"),
        person=_PERSON,
        on=_DAY,
        offences=(Offence(offence=token("offence"), code="OF61131", committed_from=_COMMITTED),),
    ),
    SupervisionStarted(
        order=_ORDER,
        kind="community-order",
        on=_DAY,
        unit="N54A",
        hours=120,
        imposed_on=_DAY,
        person=_PERSON,
    ),
    UnpaidWorkWorked(order=_ORDER, on=_DAY, hours_done=6.5),
    BreachRaised(breach=token("breach"), on=_DAY, order=_ORDER),
    BreachConcluded(breach=token("breach"), on=_DAY, order=_ORDER, outcome="proved"),
    RecallRaised(recall=token("recall"), on=_DAY, order=_ORDER),
    SupervisionEnded(order=_ORDER, on=_DAY, reason="completed"),
    PersonsLinked(a=token("person"), b=token("other person"), on=_DAY),
    PersonsUnlinked(a=token("person"), b=token("other person"), on=_DAY),
    PrisonerReceived(movement=token("movement"), on=_DAY, reason="sentence", person=_PERSON),
    PrisonerReleased(movement=token("movement"), on=_DAY, from_="sentence", person=_PERSON),
)
