"""What stands behind a panel, in words: definition, unit, source, population, caveats."""

from dataclasses import dataclass

AREA = "Lancashire"
BANDS = (
    "under 4 weeks",
    "4 to 8 weeks",
    "8 to 12 weeks",
    "12 to 16 weeks",
    "16 to 20 weeks",
    "20 to 26 weeks",
    "6 months to 1 year",
    "1 to 2 years",
    "2 years or more",
    "unknown",
)
POLICE = "The police's recorded crime, as sent to this monitor."
PROVISIONAL = "Provisional until two quarters after the period's last day; late news restates it."
OPEN_NOW = "Counted from the crimes themselves, never receipts less disposals."
ALL_CRIMES = "Crimes recorded by the force, its headline classes; cancelled ones left out."
OPEN_CRIMES = "Crimes recorded by the force and not cancelled, fraud included."


@dataclass(frozen=True, slots=True)
class Wording:
    """The five things that a description says."""

    definition: str
    unit: str
    population: str
    caveats: str
    source: str = POLICE


FIGURES = {
    "crimes_recorded": Wording(
        "Crimes recorded in the period, less those cancelled since.",
        "Crime.",
        ALL_CRIMES,
        PROVISIONAL,
    ),
    "charge_rate_recorded": Wording(
        "Recorded basis, the Home Office's headline: of the crimes recorded in the period, the "
        "share whose standing outcome is charged or summonsed.",
        "Crime, once, however many suspects; shown with charged and recorded.",
        ALL_CRIMES,
        "Not the closed basis, which counts outcomes by the day of assignment. Rises for months "
        "after the period. " + PROVISIONAL,
    ),
    "charge_rate_closed": Wording(
        "Closed basis: of the outcomes assigned in the period, whenever the crime was recorded, "
        "the share that is charged or summonsed.",
        "Outcome, one a crime; shown with charges and outcomes.",
        ALL_CRIMES,
        "Not the recorded basis, which the Home Office publishes as its headline. " + PROVISIONAL,
    ),
    "charge_days_median": Wording(
        "Median of the days from recording a crime to its charge, over charges of the period.",
        "Day.",
        "Crimes with a standing charge or summons.",
        "Crimes not charged yet are not in it. " + PROVISIONAL,
    ),
    "outcomes_closed": Wording(
        "Outcomes 1 to 22 assigned in the period, by the group of the Home Office's framework.",
        "Outcome, one a crime.",
        ALL_CRIMES,
        "A replaced outcome is taken back. " + PROVISIONAL,
    ),
    "backlog_open": Wording(
        "Crimes recorded that have no outcome and are not cancelled. An outcome that is reset puts "
        "its crime back, with its first date.",
        "Crime.",
        OPEN_CRIMES,
        OPEN_NOW + " Known now: late outcomes lower it.",
    ),
    "backlog_open_by_age": Wording(
        "Open investigations by days since recording; a lower edge belongs to the older band.",
        "Crime.",
        OPEN_CRIMES,
        OPEN_NOW + " The bands and unknown add up to open.",
    ),
    "backlog_threshold": Wording(
        "The count at which a warning or critical alert is raised, agreed by the board; it ends "
        "below a lower one, so that a count that wavers is one message.",
        "State of the alert.",
        OPEN_CRIMES,
        "No data where no threshold is set for the place and there is no default.",
        "thresholds.yaml; `lcjb thresholds list` shows it.",
    ),
    "backlog_weeks_of_work": Wording(
        "Open investigations divided by the mean weekly disposals of the last 84 days.",
        "Week.",
        OPEN_CRIMES,
        "How long the open ones would take at the pace of late; a pace that falls raises it.",
    ),
    "backlog_oldest_days": Wording(
        "Days since the recording of the oldest investigation that is open.",
        "Day.",
        OPEN_CRIMES,
        "One crime; a case that nobody closed in a system shows here first.",
    ),
}


def described(figure: str) -> str:
    """Give the description of a figure, as a panel shows it."""
    said = FIGURES[figure]
    return (
        f"**Definition:** {said.definition}\n\n**Unit:** {said.unit}\n\n"
        f"**Source:** {said.source}\n\n**Population:** {said.population}\n\n"
        f"**Caveats:** {said.caveats}"
    )
