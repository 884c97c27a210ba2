"""Walk a spell through its days: what each entry of its script does to it, by the table. Pure.

Called by `metrics.case.matters` (as far as is known so far) and `metrics.case` (the whole).
"""

from collections import defaultdict
from itertools import chain

from metrics.case.life import AWAY, FINISHES, TRANSITIONS, State, Trigger
from metrics.case.people import People
from metrics.case.places import reach
from metrics.case.spell import Entry, Heard, Matter, Move, Offence, Said, Sent, Spell, Standing

CROWN = "crown"


def walk(matter: Matter, people: People) -> Spell:
    """Tell how a spell went, from its entry to the last thing known of it."""
    going = _Walk(matter, people)
    for day, entries in _days(matter, people):
        going.day(day, entries)
    return going.told()


def _days(matter: Matter, people: People) -> list[tuple[int, list[Entry]]]:
    """List the days on which something may change; what came before the entry is of its day."""
    days: dict[int, list[Entry]] = defaultdict(list)
    days[matter.entered] = []
    for entry in matter.script:
        days[max(entry.day, matter.entered)].append(entry)
    members = {defendant for defendant, _ in matter.expected()}
    changes = chain.from_iterable(people[d].changes() for d in members if d in people)
    for day in changes:
        _ = days[max(day, matter.entered)]
    return sorted(days.items())


class _Walk:
    def __init__(self, matter: Matter, people: People) -> None:
        self._matter = matter
        self._people = people
        self._expected = matter.expected()
        self._state = State.ABSENT
        self._place = matter.place
        self._finished: dict[Offence, tuple[int, str]] = {}
        self._before: dict[Offence, tuple[int, str]] = {}
        self._hearings = 0
        self._moves: list[Move] = []
        self._standings: list[Standing] = []
        self._completed: dict[str, int] = {}
        self._late: list[tuple[int, str]] = []

    def day(self, day: int, entries: list[Entry]) -> None:
        """Take a day's entries in, then say how the spell stands that evening."""
        if self._state is State.ABSENT:
            unknown = self._matter.receipt is None
            self._step(day, Trigger.SEEN if unknown else Trigger.RECEIVED)
        for entry in entries:
            match entry:
                case Heard():
                    self._heard(day, entry)
                case Sent():
                    self._sent(day, entry)
                case Said():
                    self._said(day, entry)
        self._warrants(day)
        standing = Standing(day, self._state, self._place, self._unfinished())
        self._standings.append(standing)

    def told(self) -> Spell:
        """Give the spell as it went."""
        went = tuple(self._moves), tuple(self._standings)
        return Spell(self._matter, *went, self._completed, tuple(self._late))

    def _unfinished(self) -> frozenset[Offence]:
        return self._expected - self._finished.keys()

    def _is_open(self) -> bool:
        return self._state is State.OPEN or self._state is State.AT_LARGE

    def _heard(self, day: int, heard: Heard) -> None:
        self._restore(heard)
        for offence, result in heard.results.items():
            if offence in self._finished:
                self._doubt(day, offence, result)
            elif self._is_open() and result in FINISHES[self._matter.tier]:
                self._finished[offence] = (day, result)
        self._hearings += self._is_open()
        self._settle(day)

    def _restore(self, heard: Heard) -> None:
        """After a reopening, what the next hearing does not hear is final as it was (R23)."""
        kept = {o: was for o, was in self._before.items() if o not in heard.results}
        self._finished |= kept
        self._before = {}

    def _doubt(self, day: int, offence: Offence, result: str) -> None:
        """Flag a later adjournment of what has a final result: that stands, no reopening (R21)."""
        ended, how = self._finished[offence]
        if (how, result) == ("final", "adjourned") and day > ended:
            self._late.append((day, self._place))

    def _sent(self, day: int, sent: Sent) -> None:
        for offence in self._unfinished():
            if not sent.defendants or offence[0] in sent.defendants:
                self._finished[offence] = (day, "sent")
        self._settle(day)

    def _said(self, day: int, said: Said) -> None:
        match said.trigger:
            case Trigger.TRANSFERRED:
                self._transfer(day, said.place)
            case Trigger.FINISHED:
                self._finish(day)
            case Trigger.REOPENED:
                self._reopen(day)
            case _:
                self._step(day, said.trigger)

    def _transfer(self, day: int, place: str) -> None:
        step = TRANSITIONS[self._state].get(Trigger.TRANSFERRED)
        if step is None or place == self._place:
            return
        where = {"transferred-out": self._place, "transferred-in": place}
        far = reach(self._place, place)
        self._moves += [Move(day, flow, where[flow], far) for flow in step.flows]
        self._place = place

    def _finish(self, day: int) -> None:
        """End every offence: the partner says that the case is complete."""
        if not self._is_open():
            return
        self._finished |= dict.fromkeys(self._unfinished(), (day, "final"))
        self._step(day, Trigger.FINISHED)
        named = {defendant for defendant, _ in self._expected}
        charged = {d for d, person in self._people.items() if person.charged is not None}
        self._complete(day, named or charged)

    def _reopen(self, day: int) -> None:
        if self._is_open():
            return
        self._step(day, Trigger.REOPENED)
        self._before, self._finished = self._finished, {}
        self._hearings = 0

    def _settle(self, day: int) -> None:
        self._complete(day, {defendant for defendant, _ in self._finished})
        if self._expected and not self._unfinished():
            self._step(day, Trigger.FINISHED)

    def _complete(self, day: int, defendants: set[str]) -> None:
        going_on = {defendant for defendant, _ in self._unfinished()}
        away = {d for (d, _), (_, result) in self._finished.items() if result in AWAY}
        for defendant in defendants - going_on - away:
            self._completed.setdefault(defendant, day)

    def _warrants(self, day: int) -> None:
        waiting = {defendant for defendant, _ in self._unfinished()}
        if self._matter.tier != CROWN or not waiting:
            return
        away = all(d in self._people and self._people[d].at_large(day) for d in waiting)
        self._step(day, Trigger.ISSUED if away else Trigger.EXECUTED)

    def _step(self, day: int, trigger: Trigger) -> None:
        step = TRANSITIONS[self._state].get(trigger)
        if step is None:
            return
        self._state = step.to
        self._moves += [Move(day, flow, self._place, "", self._hearings) for flow in step.flows]
