"""The promtool cases are proved: each fault planted in the rules is caught by one of them."""

import shutil
import subprocess
from pathlib import Path

import pytest

from dashboards.alerts import BY_PLACE
from infra.native import bundles

RULES = Path(__file__).resolve().parents[2] / "dashboards/rules"
FAULTS = {
    "no memory between the levels": ("backlog", 'alertstate="firing"', 'alertstate="never"'),
    "memory of the other severity": (
        "backlog",
        'stage="investigation", severity="warning"}\n    for',
        'stage="investigation", severity="critical"}\n    for',
    ),
    "ends at `set`": (
        "backlog",
        'severity="warning", level="clear"}',
        'severity="warning", level="set"}',
    ),
    "raised at `clear`": (
        "backlog",
        'level="set"}\n      )\n      or',
        'level="clear"}\n      )\n      or',
    ),
    "raised above, not at": ("backlog", ">= on (stage, place)", "> on (stage, place)"),
    "raised at once": ("backlog", "for: 1h", "for: 1m"),
    "kept for a day": ("backlog", "keep_firing_for: 1h", "keep_firing_for: 1d"),
    "ended at once": ("backlog", "    keep_firing_for: 1h\n", ""),
    "missing counts not held": (
        "backlog",
        f"last_over_time({BY_PLACE}[1d])",
        BY_PLACE,
    ),
    "missing levels not held": (
        "backlog",
        "last_over_time(lcjb_backlog_threshold[1d])",
        "lcjb_backlog_threshold",
    ),
    "nought held for a day": ("backlog", f" unless on (stage) {BY_PLACE}", ""),
    "a level for groups and themes": ("backlog", '{place!=""}', ""),
    "no default": ("backlog", 'place="default"', 'place="none"'),
    "the default over the override": ("backlog", "or on (stage, place)", "and on (stage, place)"),
    "the owner lost": (
        "backlog",
        ">= on (stage, place) group_left (owner)",
        ">= on (stage, place)",
    ),
    "an exporter never heard of is well": ("health", "or\n      absent(", "and\n      absent("),
    "a scrape lost is an outage": ("health", "for: 2m", "for: 0s"),
    "any refusal is a crash": ("health", '{code="crash"}', ""),
    "good events are dead letters": ("partners", '{fate="dead-lettered"}', ""),
    "a silence ends with the exporter": (
        "partners",
        "last_over_time(lcjb_partner_silent_seconds[1d])",
        "lcjb_partner_silent_seconds",
    ),
    "no grace for a daily extract": ("partners", "> 26", "> 24"),
    "one of two is a share": ("partners", ">= 10", ">= 1"),
    "refusals of one partition over those of all": (
        "partners",
        "/ on (topic)\n        sum by (topic)",
        "/ on (topic)\n        max by (topic)",
    ),
    "a crash taken for a version": ("partners", 'code="unknown-type"', 'code!="not-json"'),
    "a code of long ago": ("partners", 'period="rolling-year"', 'period!=""'),
    "a few records with two PNC numbers": ("partners", "> 100", "> 10"),
    "one placeholder is usual": ("partners", 'flag="too-many-tokens"}) > 0', 'flag="x"}) > 0'),
    "a mismatch lost among kinds": ("health", "lcjb_reconciliation_differing) > 0", "up) > 9"),
    "a reconciliation never run": (
        "health",
        "(absent(lcjb_reconciliation_timestamp_seconds)",
        "(up",
    ),
    "a night missed is two": ("health", "> 129600", "> 12960"),
    "a threshold far away": ("heading", "<= 8", "<= 80"),
    "the trend of one afternoon": ("heading", "for: 6h", "for: 1h"),
    "a trend that wavers": ("heading", "keep_firing_for: 1w", "keep_firing_for: 1h"),
    "whom the trend concerns": ("heading", "threshold, owner", "threshold"),
    "a quiet day is a stuck worker": (
        "health",
        "sum(lcjb_feed_behind) > 0",
        "sum(lcjb_feed_behind) >= 0",
    ),
    "limits lost with their figures": (
        "limits",
        "(lcjb:custody_time_limits:last_known unless",
        "(lcjb:custody_time_limits:never_known unless",
    ),
    "limits held for ever": ("limits", " unless on () lcjb_custody_time_limits", ""),
    "limits told twice, of court and area": ("limits", ', place!="Lancashire"', ""),
    "limits of other courts left out": (
        "limits",
        'place!="Lancashire"',
        'place!~"Lancashire|Outside the area|Unknown"',
    ),
    "limits near at 14 days": ("limits", '"7-days"', '"14-days"'),
    "one limit is none": ("limits", "> 0", "> 1"),
    "a court's link opens the police's place": ("backlog", "?var-crown=", "?var-place="),
    "unpaid work that is open taken for late": (
        "backlog",
        "lcjb_unpaid_work_late or",
        "lcjb_unpaid_work_open or",
    ),
    "bands never added up": (
        "health",
        "sum by (stage, place) (lcjb_back",
        "max by (stage, place) (lcjb_back",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_caught(fault: str, tmp_path: Path) -> None:
    name, right, wrong = FAULTS[fault]
    shutil.copytree(RULES, tmp_path / "rules")
    planted = tmp_path / "rules" / f"{name}.yml"
    text = planted.read_text()
    assert right in text
    planted.write_text(text.replace(right, wrong))
    cases = [
        str(path.relative_to(tmp_path))
        for path in sorted(tmp_path.glob("rules/tests/*.yml"))
        if f"[../{name}.yml]" in path.read_text()
    ]
    words = [bundles.prometheus("promtool"), "test", "rules", *cases]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0, "no case noticed"
    assert "FAILED" in done.stdout + done.stderr
