"""What stands behind a panel: definition, unit, source, population, caveats, from the catalogue."""

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


def described(figure: str) -> str:
    """Give the description of a figure, as a panel shows it."""
    return f"{figure}."
