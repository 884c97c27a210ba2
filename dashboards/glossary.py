"""Every figure in words, as a page: `docs/metrics.md`. Pure; written by `dashboards.build`.

A figure that several stages have is there once; what its stages say alike is said once.
"""

from collections.abc import Iterator

from metrics.catalogue import METRICS, Metric, named

_HEAD = """\
# Figures

Written by `python -m dashboards.build` from `metrics/catalogue`; edit that, not this. The same
words for one figure: `lcjb figures --explain NAME`. How figures are to be read, the readings R1-R38
and what stands beside them (last year, what was published, control limits):
[definitions.md](definitions.md).

`lcjb_<figure>` in Prometheus, `<figure>` in `lcjb figures`, CSV and the page. A rate is three
series, `_ratio`, `_numerator` and `_denominator`; a flow of the last 84 days ends in `_12_weeks`, a
stock at a period's end in `_at_end`. `lcjb_backlog_threshold` is no figure: it is the levels of
`thresholds.yaml` (`lcjb thresholds list`).

| figure | what | unit | disclosure |
|---|---|---|---|
"""
_SERVED = {
    "months": "the area by month and quarter, its parts in the last quarters, all in the rolling "
    "year",
    "quarters": "the area by quarter, its parts in the rolling year",
    "year": "the rolling year",
    "page": "none of it: `lcjb figures` and the page have it",
}
_NOT_SAID = {"name", "title", "stage", "kind", "spread", "served"}


def page() -> str:
    """Write the page: a table of all figures, then each by itself."""
    lines = "".join(f"{_row(name)}\n" for name in METRICS)
    return _HEAD + lines + "".join(f"\n{_section(name)}" for name in METRICS)


def _row(name: str) -> str:
    first, *others = named(name)
    of_others = ", ".join(metric.stage for metric in others)
    what = f"{first.title}; so of {of_others}" if others else first.title
    return f"| [`{name}`](#{name}) | {what} | {first.unit} | {first.disclosure} |"


def _section(name: str) -> str:
    rows = "\n".join(f"| {field} | {words} |" for field, words in _told(named(name)))
    return f"## {name}\n\n| | |\n|---|---|\n{rows}\n"


def _told(every: tuple[Metric, ...]) -> Iterator[tuple[str, str]]:
    said = [_fields(metric) for metric in every]
    for field in dict.fromkeys(name for fields in said for name in fields):
        by_stage = {
            m.stage: fields.get(field, "none") for m, fields in zip(every, said, strict=True)
        }
        yield field.replace("_", " "), _merged(by_stage)


def _merged(by_stage: dict[str, str]) -> str:
    if len(set(by_stage.values())) == 1:
        return next(iter(by_stage.values()))
    return "<br>".join(f"**{stage}**: {words}" for stage, words in by_stage.items())


def _fields(metric: Metric) -> dict[str, str]:
    said = {name: words for name, words in metric.explained().items() if name not in _NOT_SAID}
    if metric.periods:
        said["in Prometheus, by period"] = _served(metric)
    return said


def _served(metric: Metric) -> str:
    if metric.disclosure == "protected":
        return "what the last weekly release says"
    if metric.is_stock:
        return "by place, at the end of each of the last 13 months"
    return _SERVED[metric.served]
