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

AGENCIES: tuple[Agency, ...] = get_args(Agency)
STAGES: tuple[Stage, ...] = get_args(Stage)
OUTCOME_GROUPS: tuple[OutcomeGroup, ...] = get_args(OutcomeGroup)
THEMES: tuple[Theme, ...] = get_args(Theme)
FACTORS: tuple[Factor, ...] = get_args(Factor)

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
