"""Keep one program running: start it again with back-off when it ends.

    python -m infra.native.supervisor lcjb worker

Called by `stack` for the worker and the exporter, whose only way out of a bug is to exit.
SIGTERM ends both. Docker's `restart: unless-stopped` is the same thing there.
"""

import signal
import subprocess
import sys
import time
from types import FrameType

FIRST, LONGEST = 0.2, 30.0
#: A run this long was a good one: the next pause is short again.
GOOD = 60.0


def pauses(lasted: float, pause: float) -> float:
    """Give the next pause in seconds, from how long the run lasted and the pause before it."""
    return FIRST if lasted >= GOOD else min(pause * 2, LONGEST)


class Supervisor:
    """The program kept running, and whether it should be."""

    def __init__(self, words: list[str]) -> None:
        """Take the program's words."""
        self.words = words
        self.child: subprocess.Popen[bytes] | None = None
        self.wanted = True

    def stop(self, _signum: int, _frame: FrameType | None) -> None:
        """Pass the wish to stop on to the program."""
        self.wanted = False
        if self.child is not None:
            self.child.terminate()

    def keep(self) -> None:
        """Start it, wait, start it again, until stopped."""
        pause = FIRST / 2
        while self.wanted:
            began = time.monotonic()
            self.child = subprocess.Popen(self.words)
            code = self.child.wait()
            pause = pauses(time.monotonic() - began, pause)
            self._say_and_wait(code, pause)

    def _say_and_wait(self, code: int, pause: float) -> None:
        end = time.monotonic() + pause
        if self.wanted:
            print(f"supervisor: ended with {code}, again in {pause:.1f} s", flush=True)  # noqa: T201
        while self.wanted and time.monotonic() < end:
            time.sleep(0.05)


def main() -> None:
    """Keep the program that the command line names."""
    supervisor = Supervisor(sys.argv[1:])
    signal.signal(signal.SIGTERM, supervisor.stop)
    signal.signal(signal.SIGINT, supervisor.stop)
    supervisor.keep()


if __name__ == "__main__":
    main()
