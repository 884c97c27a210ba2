"""The spool: accepted is on the disk, in order, gone when acknowledged, and damage is found."""

import random
import shutil
import signal
import stat
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from producers.contract.kept import Kept
from producers.contract.totals import Key
from producers.memory import Memory
from producers.spool import Record, Spool, SpoolDamaged, SpoolUnavailable

RECORDS = [
    Record("lcjb.police.v1", f"crime:{n:032x}".encode(), b'{"n":%d}' % n * 9) for n in range(300)
]
MEMORY = Memory(datetime(2026, 7, 1, tzinfo=UTC), ())
SOURCE = "/police/lancashire"
DAYS = [date(2026, 7, day) for day in range(1, 32)]
COUNTED = [Key("police", "crime-recorded", day) for day in DAYS for _ in range(day.day)]
FLIPS = 400


def filled(path: Path) -> Path:
    with Spool(path) as spool, spool.accepting() as acceptance:
        acceptance.add(RECORDS)
        for record in RECORDS:
            acceptance.remember(SOURCE, record.key.decode(), MEMORY)
        acceptance.count(SOURCE, COUNTED)
    return path


def broken_off(spool: Spool) -> None:
    with spool.accepting() as acceptance:
        acceptance.remember(SOURCE, "crime:x", MEMORY)
        acceptance.add(RECORDS)
        acceptance.count(SOURCE, COUNTED)
        raise ZeroDivisionError


def records(spool: Spool) -> list[Record]:
    return [spooled.record for spooled in spool.after(0, len(RECORDS) + 1)]


def test_what_was_accepted_is_there_in_order_when_opened_again(tmp_path: Path) -> None:
    with Spool(filled(tmp_path / "spool.db")) as spool:
        assert records(spool) == RECORDS
        assert spool.pending() == len(RECORDS)


def test_a_spool_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = filled(tmp_path / "spool.db")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_only_what_was_acknowledged_leaves_and_twice_is_once(tmp_path: Path) -> None:
    with Spool(filled(tmp_path / "spool.db")) as spool:
        gone = [spooled.seq for spooled in spool.after(0, 100)]
        spool.remove(gone)
        spool.remove(gone)
        assert spool.pending() == len(RECORDS) - 100
        assert records(spool) == RECORDS[100:]


def test_a_place_in_the_queue_is_never_given_twice(tmp_path: Path) -> None:
    with Spool(filled(tmp_path / "spool.db")) as spool:
        used = [spooled.seq for spooled in spool.after(0, 1000)]
        spool.remove(used)
        with spool.accepting() as acceptance:
            acceptance.add(RECORDS[:1])
        assert spool.after(0, 1)[0].seq > max(used)


def test_half_an_acceptance_is_none(tmp_path: Path) -> None:
    with Spool(tmp_path / "spool.db") as spool:
        with pytest.raises(ZeroDivisionError):
            broken_off(spool)
        assert spool.pending() == 0
        with spool.accepting() as acceptance:
            assert acceptance.recall(SOURCE, "crime:x") is None


def test_what_was_counted_of_a_day_adds_up_and_half_an_acceptance_counts_nothing(
    tmp_path: Path,
) -> None:
    with Spool(filled(tmp_path / "spool.db")) as spool:
        with spool.accepting() as acceptance:
            acceptance.count(SOURCE, COUNTED[:1])
            acceptance.count("/police/spi", COUNTED[:2])
        with pytest.raises(ZeroDivisionError):
            broken_off(spool)
        assert spool.totals([SOURCE], DAYS[0]) == {"crime-recorded": 2}
        assert spool.totals([SOURCE, "/police/spi"], DAYS[0]) == {"crime-recorded": 3}
        assert spool.totals([SOURCE], DAYS[1]) == {"crime-recorded": 2}
        assert spool.totals([SOURCE], date(2026, 8, 1)) == {}


def test_an_acceptance_recalls_what_it_was_told_itself(tmp_path: Path) -> None:
    fact = Kept(
        id="a" * 32,
        type="t",
        source=SOURCE,
        time=MEMORY.exported,
        recordedtime=MEMORY.exported,
        revision=1,
        withdrawn=False,
        tokenkey="k",
        precision="day",
        data=b"{}",
    )
    told = Memory(MEMORY.exported, (fact,))
    with Spool(tmp_path / "spool.db") as spool, spool.accepting() as acceptance:
        acceptance.remember(SOURCE, "crime:x", told)
        assert acceptance.recall(SOURCE, "crime:x") == told
        assert acceptance.recall("/police/open-data", "crime:x") is None


KILLED = """
import os, signal, sys
from pathlib import Path
from producers.spool import Record, Spool
spool = Spool(Path(sys.argv[1]))
for n in range(50):
    with spool.accepting() as acceptance:
        acceptance.add([Record("t", b"k%d" % n, b"v")] * 20)
    print(n, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_accepted_survives_kill_9_and_a_garbled_journal(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    command = [sys.executable, "-c", KILLED, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    for journal in tmp_path.glob("spool.db-*"):  # what the killed program left open
        journal.write_bytes(random.Random(1).randbytes(journal.stat().st_size))
    with Spool(path) as spool:
        assert spool.pending() == 20 * len(done.stdout.splitlines()) == 1000


FULL = """
import resource, signal, sys
from pathlib import Path
from producers.spool import Record, Spool, SpoolUnavailable
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
spool, accepted = Spool(Path(sys.argv[1])), 0
try:
    while True:
        with spool.accepting() as acceptance:
            acceptance.add([Record("t", b"k", b"v" * 500)] * 20)
        accepted += 20
except SpoolUnavailable as told:
    print(accepted, told.code)
"""


def test_a_full_disk_is_a_clear_word_and_what_was_accepted_stays(tmp_path: Path) -> None:
    path = tmp_path / "spool.db"
    command = [sys.executable, "-c", FULL, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    accepted, code = done.stdout.split()
    assert (int(accepted) > 0, code) == (True, "spool-unavailable")
    with Spool(path) as spool:  # there is room again
        assert spool.pending() >= int(accepted)
        with spool.accepting() as acceptance:
            acceptance.add(RECORDS)


def test_a_folder_that_cannot_be_written_is_a_clear_word(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SpoolUnavailable):
        Spool(tmp_path / "file" / "spool.db")


def outcome(path: Path) -> str:
    """Say what a program sees that reads the whole spool."""
    try:
        with Spool(path) as spool:
            whole = records(spool) == RECORDS
            with spool.accepting() as acceptance:
                kept = [acceptance.recall(SOURCE, r.key.decode()) for r in RECORDS]
            counted = [spool.totals([SOURCE], day)["crime-recorded"] for day in DAYS]
    except (SpoolDamaged, SpoolUnavailable) as found:
        return found.code
    whole = whole and kept == [MEMORY] * len(RECORDS) and counted == [day.day for day in DAYS]
    return "intact" if whole else "silently wrong"


@pytest.mark.parametrize("seed", range(4))
def test_a_flipped_bit_is_found_or_does_no_harm(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    clean = filled(tmp_path / "clean.db").read_bytes()
    seen = set()
    for _ in range(FLIPS // 4):
        torn = bytearray(clean)
        torn[dice.randrange(len(torn))] ^= 1 << dice.randrange(8)
        (tmp_path / "torn.db").write_bytes(torn)
        seen.add(outcome(tmp_path / "torn.db"))
    assert "spool-damaged" in seen
    assert "silently wrong" not in seen


@pytest.mark.parametrize("share", [0.999, 0.9, 0.5, 0.1])
def test_a_spool_cut_short_is_found(tmp_path: Path, share: float) -> None:
    torn = shutil.copy(filled(tmp_path / "clean.db"), tmp_path / "torn.db")
    with torn.open("r+b") as file:
        file.truncate(int(torn.stat().st_size * share))
    assert outcome(torn) == "spool-damaged"
