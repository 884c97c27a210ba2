"""The tables of "Courts and the backlog": courts compared, trials with their reasons, timeliness.

All periods here are the year up to today, which the exporter has of every court.
"""

from collections.abc import Iterator

from dashboards import panels
from dashboards.panels import COUNT, DAYS, SHARE, Ask, Query
from dashboards.queries import OF_AREA, YEAR, each, each_theme, of
from dashboards.wording import described, reasons
from metrics.catalogue import CROWN, MAGISTRATES, MEASURES

WORDS_OF_YEAR = "Of the year up to today."
MEASURE_WORDS = {measure: measure.replace("-", " ").capitalize() for measure in MEASURES}


def tables() -> Iterator[panels.Panel]:
    """Give the tables, in the order of a case's life."""
    for id_, question, stage in (
        (60, "How do the magistrates' courts compare?", MAGISTRATES),
        (61, "How do the Crown Courts compare?", CROWN),
    ):
        yield panels.table(_courts(id_, question, stage), "place", "Court")
    yield panels.table(_trials(), "place", "Court")
    for id_, question, stage in (
        (63, "Why did magistrates' trials not go as listed?", MAGISTRATES),
        (64, "Why did Crown Court trials not go as listed?", CROWN),
    ):
        yield panels.table(_reasons(id_, question, stage), "reason", "Reason", reasons(stage))
    yield panels.table(_timeliness(), "measure", "From and to", MEASURE_WORDS)
    yield panels.table(_timeliness_by_court(), "place", "Court")
    yield panels.table(_themes(), "theme", "Theme")


def _said(*figures: str, stage: str = "", more: str = WORDS_OF_YEAR) -> str:
    return "\n\n".join([*(described(figure, stage) for figure in figures), more])


def _courts(id_: int, question: str, stage: str) -> Ask:
    at = of(stage)
    beside = [Query(each("place", "backlog_out_on_warrant", at), "Out on warrant, beside", COUNT)]
    columns = [
        Query(each("place", "backlog_open", at), "Open", COUNT),
        *(beside if stage == CROWN else []),
        Query(each("place", "backlog_year_or_more_ratio", at), "A year or more", SHARE),
        Query(each("place", "backlog_oldest_days", at), "Oldest", DAYS),
        Query(each("place", "backlog_weeks_of_work", at), "Weeks of work", "none"),
        Query(each("place", "backlog_receipts", at, YEAR), "Received", COUNT),
        Query(each("place", "backlog_disposals", at, YEAR), "Disposed of", COUNT),
        Query(each("place", "backlog_clearance_ratio", at, YEAR), "Disposed, of received", SHARE),
        Query(
            each("place", "guilty_pleas_at_first_hearing_ratio", at, YEAR), "Guilty at first", SHARE
        ),
        Query(each("place", "hearings_per_case", at, YEAR), "Hearings a case", "none"),
    ]
    figures = ("backlog_open", "backlog_clearance", "guilty_pleas_at_first_hearing")
    said = _said(*figures, "hearings_per_case", stage=stage)
    return Ask(id_, question, said, COUNT, columns, width=24, height=9, decimals=1)


def _trials() -> Ask:
    columns = [
        Query(each("place", "trials", YEAR, f'outcome="{outcome}"'), title, COUNT)
        for outcome, title in (
            ("effective", "Effective"),
            ("cracked", "Cracked"),
            ("ineffective", "Ineffective"),
            ("vacated", "Vacated, beside"),
        )
    ]
    share = each("place", "trials_effective_ratio", YEAR)
    columns.append(Query(share, "Effective, of the first three", SHARE))
    said = _said("trials", "trials_effective")
    return Ask(62, "How do trials go at each court?", said, COUNT, columns, width=24, height=10)


def _reasons(id_: int, question: str, stage: str) -> Ask:
    counted = Query(f"sort_desc({each('reason', 'trials_by_reason', of(stage), YEAR)})", "Trials")
    said = _said("trials_by_reason", stage=stage, more=f"The whole area. {WORDS_OF_YEAR}")
    return Ask(id_, question, said, COUNT, [counted], width=12, height=10)


def _timeliness() -> Ask:
    columns = [
        Query(each("measure", "timeliness_days", OF_AREA, YEAR, f'stat="{stat}"'), title, DAYS)
        for stat, title in (("median", "Median"), ("mean", "Mean"))
    ]
    no_date = each("measure", "timeliness_no_date", OF_AREA, YEAR)
    columns.append(Query(no_date, "Defendants without a date", COUNT))
    said = _said("timeliness_days", "timeliness_no_date", more=f"The whole area. {WORDS_OF_YEAR}")
    return Ask(65, "How long do cases take?", said, DAYS, columns, width=24, height=8)


def _timeliness_by_court() -> Ask:
    columns = [
        Query(
            each("place", "timeliness_days", YEAR, 'stat="median"', f'measure="{measure}"'),
            MEASURE_WORDS[measure],
            DAYS,
        )
        for measure in MEASURES
    ]
    said = _said("timeliness_days")
    return Ask(
        66, "How long do cases take at each court?", said, DAYS, columns, width=24, height=10
    )


def _themes() -> Ask:
    columns = [
        Query(each_theme("backlog_open", of(MAGISTRATES)), "Open, magistrates' courts"),
        Query(each_theme("backlog_open", of(CROWN)), "Open, Crown Court"),
    ]
    said = [described("backlog_open", stage) for stage in (MAGISTRATES, CROWN)]
    said.append(
        "A case has the themes of the crimes that it names. It may have several: the rows are "
        "never added up."
    )
    question = "How do the themes compare?"
    return Ask(67, question, "\n\n".join(said), COUNT, columns, width=24, height=10)
