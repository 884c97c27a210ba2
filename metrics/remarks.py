"""What the secretariat says of the headlines: remarks.yaml of `LCJB_HOME`, read and checked. Pure.

A list of rows, one a headline; none is a good file, too. Read by `lcjb release`, which takes the
remarks into the release, so that what was said is kept beside what was seen.

    - headline: backlog-crown  # or backlog-magistrates, charge-rate, reoffending
      target: 2000             # in the figure's own unit, a rate from 0 to 1
      by: 2027-03-31           # the day by which it is to be reached; none: a level to keep
      commentary: Two courtrooms closed since May.
      action: Sit Saturdays from October.
      owner: Court Service     # an office or agency, not a person's name
"""

from collections import Counter

from metrics import agreed
from metrics.catalogue import METRICS
from metrics.release import HEADLINES, Remark
from producers.contract.errors import ContractViolation


def read(text: str) -> tuple[Remark, ...]:
    """Read and check a file of remarks; raise `ContractViolation` that says what to mend."""
    remarks = agreed.rows(text, Remark, "remark", _refused, may_be_empty=True)
    for number, remark in enumerate(remarks):
        _check(remark, f"$[{number}]")
    for headline, times in Counter(remark.headline for remark in remarks).items():
        if times > 1:
            raise _refused("remark-twice", headline, f"{times} rows", "one row a headline")
    order = list(HEADLINES)
    return tuple(sorted(remarks, key=lambda remark: order.index(remark.headline)))


def _check(remark: Remark, where: str) -> None:
    if remark.headline not in HEADLINES:
        expected = f"one of {', '.join(HEADLINES)}"
        raise _refused("remark-headline", f"{where}.headline", "another headline", expected)
    if remark.by is not None and remark.target is None:
        raise _refused("remark-target", f"{where}.by", "a day and no target", "both, or no day")
    if remark.action and not remark.owner:
        raise _refused("remark-owner", f"{where}.action", "an action of nobody", "an `owner`")
    most = 1.0 if METRICS[HEADLINES[remark.headline].metric].kind == "rate" else float("inf")
    if remark.target is not None and not 0 <= remark.target <= most:
        expected = "0 to 1: 12 % is 0.12" if most == 1 else "0 or more"
        raise _refused("remark-target", f"{where}.target", "a number out of range", expected)


def _refused(code: str, where: str, got: str, expected: str) -> ContractViolation:
    mend = "Mend remarks.yaml; then run `lcjb release check`."
    return ContractViolation(code, where, got=got, expected=expected, mend=mend)
