"""The closed lists of the contract, in one place. Data, in process order.

Read by the facts (as `Literal`s), the adapters, the metrics and the dashboards.
"""

from typing import Literal, get_args

Agency = Literal["police", "cps", "courts", "probation", "prisons"]
Stage = Literal[
    "investigation",
    "pre-charge",
    "charging",
    "magistrates",
    "crown",
    "supervision",
    "unpaid-work",
    "cautions",
    "custody",
]
OutcomeGroup = Literal[
    "charged",
    "taken-into-consideration",
    "formal",
    "informal",
    "prevented",
    "evidential-victim-supports",
    "evidential-victim-does-not-support",
    "evidential",
    "no-suspect",
    "transferred",
    "further-investigation-not-in-public-interest",
    "diversionary",
    "not-yet-assigned",
]
Theme = Literal[
    "violence-against-the-person",
    "domestic-abuse",
    "sexual-offences",
    "rape",
    "child-exploitation",
    "adult-exploitation",
    "modern-slavery",
    "road-safety",
    "serious-violence",
    "knife-crime",
    "hate-crime",
    "anti-social-behaviour",
    "serious-organised-crime",
    "fraud-and-cyber",
]
Factor = Literal["alcohol", "drugs", "previous-offending", "mental-health"]
Precision = Literal["time", "day", "month"]
ChargeMethod = Literal["charge", "requisition", "summons"]
Tier = Literal["magistrates", "crown"]
ReceiptKind = Literal[
    "either-way", "indictable-only", "committed-for-sentence", "appeal", "unknown"
]
HearingKind = Literal["first", "plea", "trial", "sentence", "application", "mention", "other"]
TrialOutcome = Literal["effective", "cracked", "ineffective", "vacated"]
Remand = Literal["bail", "custody", "not-applicable", "unknown"]
Mode = Literal["summary", "either-way", "indictable-only"]
Plea = Literal["guilty", "not-guilty", "none"]
Verdict = Literal["guilty", "not-guilty", "none"]
Result = Literal["final", "adjourned", "sent", "committed-for-sentence", "remitted", "none"]
Disposal = Literal[  # most severe first
    "custody",
    "suspended-sentence",
    "community-order",
    "fine",
    "conditional-discharge",
    "absolute-discharge",
    "caution",
    "other",
]
Warrant = Literal["issued", "executed"]
SuspectState = Literal["bailed", "under-investigation", "charged", "no-further-action", "other"]
DecisionKind = Literal[
    "charge",
    "out-of-court",
    "no-prosecution-evidential",
    "no-prosecution-public-interest",
    "further-evidence",
    "unclassified",
]
SupervisionKind = Literal["community-order", "suspended-sentence", "licence"]
BreachOutcome = Literal["proved", "not-proved", "withdrawn"]
ReceptionReason = Literal["sentence", "remand", "recall", "other"]
ReleasedFrom = Literal["sentence", "remand", "recall", "temporary", "other"]
Scheme = Literal["pnc", "cro", "asn", "crn", "noms", "defendant"]
AgeBand = Literal["10-14", "15-17", "18-20", "21-24", "25-29", "30-39", "40-49", "50+", "unknown"]
Sex = Literal["female", "male"]

AGENCIES: tuple[Agency, ...] = get_args(Agency)
STAGES: tuple[Stage, ...] = get_args(Stage)
OUTCOME_GROUPS: tuple[OutcomeGroup, ...] = get_args(OutcomeGroup)
THEMES: tuple[Theme, ...] = get_args(Theme)
FACTORS: tuple[Factor, ...] = get_args(Factor)
CHARGE_METHODS: tuple[ChargeMethod, ...] = get_args(ChargeMethod)
TIERS: tuple[Tier, ...] = get_args(Tier)
RECEIPT_KINDS: tuple[ReceiptKind, ...] = get_args(ReceiptKind)
HEARING_KINDS: tuple[HearingKind, ...] = get_args(HearingKind)
TRIAL_OUTCOMES: tuple[TrialOutcome, ...] = get_args(TrialOutcome)
REMANDS: tuple[Remand, ...] = get_args(Remand)
MODES: tuple[Mode, ...] = get_args(Mode)
PLEAS: tuple[Plea, ...] = get_args(Plea)
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
RESULTS: tuple[Result, ...] = get_args(Result)
DISPOSALS: tuple[Disposal, ...] = get_args(Disposal)
WARRANTS: tuple[Warrant, ...] = get_args(Warrant)
SUSPECT_STATES: tuple[SuspectState, ...] = get_args(SuspectState)
DECISION_KINDS: tuple[DecisionKind, ...] = get_args(DecisionKind)
SUPERVISION_KINDS: tuple[SupervisionKind, ...] = get_args(SupervisionKind)
BREACH_OUTCOMES: tuple[BreachOutcome, ...] = get_args(BreachOutcome)
RECEPTION_REASONS: tuple[ReceptionReason, ...] = get_args(ReceptionReason)
RELEASED_FROM: tuple[ReleasedFrom, ...] = get_args(ReleasedFrom)
AGE_BANDS: tuple[AgeBand, ...] = get_args(AgeBand)

# Home Office outcome numbers, by group (Crime Outcomes in England and Wales, framework of 2014,
# 21 since January 2016, 22 since April 2019). 0 is "not yet assigned": a reset, not an outcome.
GROUP_OF_OUTCOME: dict[int, OutcomeGroup] = {
    0: "not-yet-assigned",
    1: "charged",
    2: "formal",
    3: "formal",
    4: "taken-into-consideration",
    5: "prevented",
    6: "formal",
    7: "informal",
    8: "informal",
    9: "prevented",
    10: "prevented",
    11: "prevented",
    12: "prevented",
    13: "prevented",
    14: "evidential-victim-does-not-support",
    15: "evidential-victim-supports",
    16: "evidential-victim-does-not-support",
    17: "prevented",
    18: "no-suspect",
    19: "transferred",
    20: "transferred",
    21: "further-investigation-not-in-public-interest",
    22: "diversionary",
}
