"""What a release says, and when one is due; remarks that cannot be read say what to mend."""

from datetime import UTC, date, datetime

import pytest

from metrics import release, remarks, weekly
from metrics.book import Contribution, book_of
from metrics.catalogue import METRICS
from metrics.release import HEADLINES, Release, Remark
from metrics.views import Figure, Status
from producers.contract.errors import ContractViolation

AS_OF = date(2026, 6, 28)
AT = datetime(2026, 6, 29, 5, tzinfo=UTC)
DAY = date(2026, 4, 2).toordinal()
SAID = [
    Contribution(("history-complete", "police", "investigation"), 1, 1, 1),
    *(Contribution(("recorded", "E07000123", "theft-offences"), DAY, DAY, 1) for _ in range(7)),
]
GOOD = """
- headline: reoffending
  commentary: "Interim: the follow-up runs until 2027."
- headline: backlog-crown
  target: 2000
  by: 2027-03-31
  action: Sit Saturdays from October.
  owner: Court Service
"""


def test_a_body_reads_back_as_it_was_and_is_written_the_same_again() -> None:
    made = release.made(book_of(SAID), AS_OF, AT, remarks.read(GOOD), number=7)
    body = release.written(made)
    assert release.read(body) == made
    assert release.written(release.read(body)) == body
    assert body.count(b"\n") == len(made.figures) + 1


def test_every_figure_of_the_catalogue_is_in_it() -> None:
    made = release.made(book_of(SAID), AS_OF, AT, ())
    assert {figure.metric for figure in made.figures} == set(METRICS)
    assert {"2026-06", "2024-06", "2026-Q2", "2025/26", "rolling-year", None} <= {
        figure.period for figure in made.figures
    }


@pytest.mark.parametrize(
    ("metric", "was", "now", "told"),
    [
        ("crimes_recorded", 10, 14, False),
        ("crimes_recorded", 10, 15, True),
        ("crimes_recorded", 1000, 1049, False),
        ("crimes_recorded", 1000, 950, True),
        ("charge_rate_recorded", 0.1, 0.1049, False),
        ("charge_rate_recorded", 0.1, 0.105, True),
        ("charge_days_median", 26, 27, False),
        ("charge_days_median", 26, 28, True),
        ("custody_time_limits", 0, 1, True),
        ("custody_time_limits", 1, 1, False),
        ("charge_days_median", None, 26, True),
        ("charge_days_median", None, None, False),
    ],
)
def test_what_is_worth_telling(
    metric: str, was: float | None, now: float | None, *, told: bool
) -> None:
    before, after = (
        Release(number, AS_OF, AT, "", (figure(metric, value),))
        for number, value in enumerate((was, now))
    )
    found = release.changed(before, after)
    assert [(each.before.value, each.after.value) for each in found] == [(was, now)] * told


def figure(metric: str, value: float | None) -> Figure:
    status: Status = "no-data" if value is None else "ok"
    return Figure(metric, {"place": "Preston"}, AS_OF, "2026-04", None, None, value, status)


@pytest.mark.parametrize("period", ["2026-06", "2026-Q2", "2026/27"])
@pytest.mark.parametrize("status", ["incomplete", "provisional"])
def test_a_period_that_was_still_running_is_no_news(period: str, status: Status) -> None:
    """Also of a figure that settles for longer: the running period of it is provisional, too."""
    running = figure("crimes_recorded", 10)._replace(period=period, status=status)
    later = figure("crimes_recorded", 50)._replace(period=period, status="provisional")
    before, after = (Release(n, AS_OF, AT, "", (each,)) for n, each in enumerate((running, later)))
    assert release.changed(before, after) == []


def test_a_release_of_bytes_that_are_none_is_refused() -> None:
    with pytest.raises(ValueError, match="truncated"):
        release.read(b"{")


def test_remarks_come_in_the_order_of_the_headlines() -> None:
    assert [remark.headline for remark in remarks.read(GOOD)] == ["backlog-crown", "reoffending"]
    assert remarks.read(GOOD)[0] == Remark(
        headline="backlog-crown",
        target=2000,
        by=date(2027, 3, 31),
        action="Sit Saturdays from October.",
        owner="Court Service",
    )
    assert remarks.read("") == ()
    assert {headline.metric for headline in HEADLINES.values()} <= set(METRICS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- headline: [", "remark-unreadable at line 1"),
        ("- headline: 1", r"remark-malformed at `\$\[0\].headline`"),
        ("- headline: charge-rate\n  targt: 1", r"remark-malformed at `\$\[0\]`"),
        ("- headline: knife-crime", r"remark-headline at \$\[0\].headline"),
        ("- headline: charge-rate\n  by: 2027-01-01", r"remark-target at \$\[0\].by"),
        ("- headline: charge-rate\n  target: 12", r"remark-target at \$\[0\].target.*0 to 1"),
        ("- headline: charge-rate\n  action: more", r"remark-owner at \$\[0\].action"),
        ("- headline: charge-rate\n- headline: charge-rate", "remark-twice at charge-rate"),
    ],
)
def test_a_slip_in_the_remarks_is_named_and_located(text: str, said: str) -> None:
    with pytest.raises(ContractViolation, match=said):
        remarks.read(text)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-06-29T04:59+00:00", "2026-06-22T05:00+00:00"),  # Monday, 05:59 in London
        ("2026-06-29T05:00+00:00", "2026-06-29T05:00+00:00"),
        ("2026-07-05T23:59+00:00", "2026-06-29T05:00+00:00"),
        ("2026-10-26T05:59+00:00", "2026-10-19T05:00+00:00"),  # the clocks went back on Sunday
        ("2026-10-26T06:00+00:00", "2026-10-26T06:00+00:00"),
    ],
)
def test_the_week_turns_at_londons_hour(now: str, due: str) -> None:
    when = weekly.parse("Monday 06:00")
    assert when.last(datetime.fromisoformat(now)) == datetime.fromisoformat(due)


def test_a_release_is_as_of_the_last_whole_day() -> None:
    assert weekly.covers(AT) == AS_OF


@pytest.mark.parametrize("text", ["mondays 06:00", "monday 6:00", "monday 24:00", "weekly"])
def test_a_setting_in_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="LCJB_RELEASE"):
        weekly.parse(text)
