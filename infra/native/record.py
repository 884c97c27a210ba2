"""What runs, kept in a file: pids, ports and logs, so that any later command finds them.

Called by `stack`. One JSON object, rewritten whole at each change; the addresses also as a
shell file (`. .native/run/env`).
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from infra.native.process import Process


@dataclass(frozen=True, slots=True)
class Entry:
    """A service as it was started."""

    name: str
    port: int
    log: str
    pid: int
    began: str

    @property
    def process(self) -> Process:
        """Its process, to ask or stop."""
        return Process(self.pid, self.began)


@dataclass(frozen=True, slots=True)
class Record:
    """The record of one stack."""

    folder: Path

    @property
    def file(self) -> Path:
        """The record's file."""
        return self.folder / "stack.json"

    def read(self) -> dict[str, Entry]:
        """Give the services by name, in the order they were started; none if there is no file."""
        if not self.file.exists():
            return {}
        return {row["name"]: Entry(**row) for row in json.loads(self.file.read_text())}

    def running(self) -> dict[str, Entry]:
        """Give those that still run."""
        return {name: entry for name, entry in self.read().items() if entry.process.alive()}

    def add(self, entry: Entry) -> None:
        """Add or replace a service."""
        self._write({**self.read(), entry.name: entry})

    def drop(self, name: str) -> None:
        """Take a service out; the last one takes the files along."""
        left = {key: entry for key, entry in self.read().items() if key != name}
        if left:
            self._write(left)
        else:
            self.file.unlink(missing_ok=True)
            (self.folder / "env").unlink(missing_ok=True)

    def _write(self, entries: dict[str, Entry]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.file.with_suffix(".draft")
        draft.write_text(json.dumps([asdict(entry) for entry in entries.values()], indent=1))
        draft.replace(self.file)

    def say(self, addresses: dict[str, str]) -> None:
        """Write the addresses as a shell file of the owner's only: one can hold a password."""
        file = self.folder / "env"
        file.touch(mode=0o600)
        lines = [f"export {name}='{value}'\n" for name, value in addresses.items()]
        file.write_text("".join(lines))
