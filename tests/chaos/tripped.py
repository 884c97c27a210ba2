"""`lcjb`, with a fault of our own planted: it cannot fold crimes of one offence."""

import sys

from metrics import crime
from producers import cli
from producers.contract.facts import CrimeRecorded

TRIPS = "66"
_fold = crime.fold


def _tripped(facts: object) -> crime.Crime:
    kept = list(facts)  # type: ignore[call-overload]
    if any(isinstance(fact, CrimeRecorded) and fact.offence == TRIPS for fact in kept):
        raise ZeroDivisionError
    return _fold(kept)


if __name__ == "__main__":
    crime.fold = _tripped
    sys.exit(cli.main())
