"""Which spells a case has, and what was heard in each: one a receipt of a tier. Pure.

Called by `metrics.case`. The facts are in true order, so any order of arrival gives the same.
Readings: R23 (an offence belongs where it was first heard), R24 (receipt unknown), R38.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from metrics.case.life import Trigger
from metrics.case.people import People
from metrics.case.places import place
from metrics.case.spell import Heard, Matter, Offence, Said, Sent, Spell
from metrics.case.walk import CROWN, walk
from producers.contract.facts import (
    CaseCompleted,
    CaseMerged,
    CaseReceived,
    CaseReopened,
    CaseSentToCrown,
    CaseTransferred,
    Fact,
    HearingResulted,
    RemandChanged,
    WarrantExecuted,
    WarrantIssued,
)
from producers.reference import courts

MAGISTRATES, UNKNOWN = "magistrates", "unknown"
COMMITTED, APPEAL = "committed-for-sentence", "appeal"
_KIND_AFTER = {COMMITTED: COMMITTED, "final": APPEAL}
"""The kind of Crown receipt that follows what the magistrates did with an offence."""
_TIER_OF_LETTER = {"B": MAGISTRATES, "C": CROWN}


def matters(facts: Sequence[Fact], people: People) -> list[Matter]:
    """Sort a case's facts by the spells that they are about."""
    sorting = _Sorting(facts, people)
    for at, fact in enumerate(facts):
        sorting.take(at, fact)
    return sorting.found


class _Sorting:
    def __init__(self, facts: Sequence[Fact], people: People) -> None:
        self._facts = facts
        self._people = people
        self._below: dict[Offence, str] = {}
        self._walked: dict[Matter, tuple[tuple[int | None, int, int], Spell]] = {}
        self.found: list[Matter] = []

    def take(self, at: int, fact: Fact) -> None:
        day = fact.day().toordinal()
        match fact:
            case CaseReceived():
                self._received(day, fact)
            case HearingResulted():
                self._heard(at, day, fact)
            case CaseSentToCrown():
                self._sent(day, fact.defendants)
                self._imply(at, day, UNKNOWN, set(fact.defendants))
            case CaseTransferred():
                self._transferred(day, fact)
            case CaseMerged() | CaseCompleted() | CaseReopened():
                self._said(day, fact)
            case WarrantIssued() | WarrantExecuted() | RemandChanged():
                self._mentioned(fact.defendant)

    def _received(self, day: int, fact: CaseReceived) -> None:
        matter = self._receive(fact.tier, day, place(fact.tier, fact.court))
        matter.kind = fact.kind or matter.kind
        matter.named |= set(fact.defendants)

    def _receive(self, tier: str, day: int, where: str) -> Matter:
        """Open a spell, unless it is one that was seen before its receipt, and is open."""
        for matter in self._of(tier):
            if matter.receipt == day:
                return matter
            if matter.receipt is None and not self._is_over(matter):
                matter.receipt = matter.entered = day
                matter.place = matter.place if where == UNKNOWN else where
                return matter
        return self._open(Matter(tier, day, day, where, UNKNOWN))

    def _open(self, matter: Matter) -> Matter:
        self.found.append(matter)
        return matter

    def _of(self, tier: str) -> list[Matter]:
        return [matter for matter in self.found if matter.tier == tier]

    def _is_over(self, matter: Matter) -> bool:
        return self._so_far(matter).is_over

    def _so_far(self, matter: Matter) -> Spell:
        """Walk a spell as it is known so far, anew only when more is known."""
        known = (matter.receipt, len(matter.script), len(matter.named | matter.sent))
        before = self._walked.get(matter)
        if before is None or before[0] != known:
            self._walked[matter] = before = (known, walk(matter, self._people))
        return before[1]

    def _live(self, tier: str) -> list[Matter]:
        """List the spells of a tier that are open so far; where there is one, it."""
        known = self._of(tier)
        return known if len(known) == 1 else [m for m in known if not self._is_over(m)]

    def _seen(self, tier: str, day: int, where: str) -> list[Matter]:
        """List the spells of a tier; a case seen there without a receipt gets one of its own."""
        return self._of(tier) or [self._open(Matter(tier, None, day, where, UNKNOWN))]

    def _heard(self, at: int, day: int, fact: HearingResulted) -> None:
        where = place(fact.tier, fact.court)
        self._seen(fact.tier, day, where)
        heard, pleaded = _results(fact), frozenset(_pleaded(fact))
        for matter, results in self._sorted(fact.tier, heard):
            matter.locate(where)
            matter.hear(Heard(day, results, pleaded))
        if fact.tier == MAGISTRATES:
            self._below |= heard
            self._imply_from(at, day, heard)

    def _sorted(
        self, tier: str, heard: dict[Offence, str]
    ) -> list[tuple[Matter, dict[Offence, str]]]:
        """Sort what was heard by spell."""
        known, live = self._of(tier), self._live(tier)
        results: dict[int, dict[Offence, str]] = defaultdict(dict)
        for offence, result in heard.items():
            results[known.index(self._where(offence, known, live))][offence] = result
        return [(known[number], each) for number, each in results.items()]

    def _where(self, offence: Offence, known: list[Matter], live: list[Matter]) -> Matter:
        """Find the spell of an offence: open and has it, open and fits best, or had it last."""
        having = [m for m in live or known if offence in m.offences]
        if having:
            return having[-1]
        return max(live, key=lambda m: self._fit(m, offence)) if live else known[-1]

    def _fit(self, matter: Matter, offence: Offence) -> tuple[bool, bool, bool, int]:
        """Rate a spell: it names the defendant, is of the kind that follows, came last (R23)."""
        after = _KIND_AFTER.get(self._below.get(offence, ""))
        appealed = (matter.kind == APPEAL) == (after == APPEAL)
        return offence[0] in matter.named, matter.kind == after, appealed, matter.entered

    def _sent(self, day: int, defendants: tuple[str, ...]) -> None:
        known = self._of(MAGISTRATES)
        for matter in known:
            matter.script.append(Sent(day, defendants))
        strangers = {d for d in defendants if not any(m.knows(d) for m in known)}
        if known:
            known[-1].named |= strangers

    def _imply_from(self, at: int, day: int, heard: Mapping[Offence, str]) -> None:
        """Imply a Crown receipt of those whom a hearing committed for sentence, else sent."""
        for result, kind in ((COMMITTED, COMMITTED), ("sent", UNKNOWN)):
            who = {defendant for (defendant, _), each in heard.items() if each == result}
            if who:
                self._imply(at, day, kind, who)
                return

    def _imply(self, at: int, day: int, kind: str, who: set[str]) -> None:
        """Take a sending for the Crown receipt where none is told before a Crown hearing."""
        told, where = _next_crown(self._facts[at + 1 :])
        opened = [m for m in self._of(CROWN) if m.receipt == day or not self._is_over(m)]
        for matter in opened:
            matter.sent |= who
        if told or opened:
            return
        fact = self._facts[at]
        said = fact.court if isinstance(fact, CaseSentToCrown) else _court_sent_to(self._facts, day)
        matter = self._open(Matter(CROWN, day, day, place(CROWN, said or where), kind))
        matter.sent |= who

    def _transferred(self, day: int, fact: CaseTransferred) -> None:
        live = [(m, self._so_far(m)) for m in self.found]
        live = [(m, spell) for m, spell in live if not spell.is_over]
        tier = _tier_of(fact.from_)
        live = [each for each in live if each[0].tier == tier] or live
        there = [m for m, spell in live if spell.now.place == place(m.tier, fact.from_)]
        for matter in there or [m for m, _ in live[-1:]]:
            matter.locate(place(matter.tier, fact.from_))
            moved = Said(day, Trigger.TRANSFERRED, place(matter.tier, fact.to))
            matter.script.append(moved)

    def _said(self, day: int, fact: CaseMerged | CaseCompleted | CaseReopened) -> None:
        match fact:
            case CaseMerged():
                for matter in self.found:
                    matter.script.append(Said(day, Trigger.MERGED))
            case CaseCompleted():
                self._oldest_open(fact.tier, day).script.append(Said(day, Trigger.FINISHED))
            case CaseReopened():
                self._last_ended(fact.tier, day).script.append(Said(day, Trigger.REOPENED))

    def _oldest_open(self, tier: str, day: int) -> Matter:
        known = self._seen(tier, day, UNKNOWN)
        return (self._live(tier) or known[-1:])[0]

    def _last_ended(self, tier: str, day: int) -> Matter:
        known = self._seen(tier, day, UNKNOWN)
        return ([m for m in known if self._is_over(m)] or known)[-1]

    def _mentioned(self, defendant: str) -> None:
        """Make whom a warrant or remand names a defendant of the last open spell, if of none."""
        if self.found and self.found[-1].knows(defendant):
            return
        if any(m.knows(defendant) and self._waits_for(m, defendant) for m in self.found):
            return
        live = [m for m in self.found if not self._is_over(m)]
        for matter in live[-1:]:
            matter.named.add(defendant)

    def _waits_for(self, matter: Matter, defendant: str) -> bool:
        return defendant in self._so_far(matter).now.defendants


def _results(fact: HearingResulted) -> dict[Offence, str]:
    return {(d.defendant, o.offence): o.result for d in fact.defendants for o in d.offences}


def _pleaded(fact: HearingResulted) -> Iterable[str]:
    """Name who has pleaded guilty to something by the day of the hearing."""
    for heard in fact.defendants:
        pleas = [o for o in heard.offences if o.plea == "guilty"]
        if any(o.plea_on is None or o.plea_on <= fact.day() for o in pleas):
            yield heard.defendant


def _next_crown(facts: Sequence[Fact]) -> tuple[bool, str | None]:
    """Say whether the next word of the Crown Court is a receipt, and at which court it is."""
    for fact in facts:
        match fact:
            case CaseReceived(tier="crown"):
                return True, fact.court
            case HearingResulted(tier="crown"):
                return False, fact.court
    return False, None


def _court_sent_to(facts: Sequence[Fact], day: int) -> str | None:
    sent = (fact for fact in facts if isinstance(fact, CaseSentToCrown))
    return next((fact.court for fact in sent if fact.on.toordinal() == day), None)


def _tier_of(code: str) -> str | None:
    found = courts.court(code)
    return found.tier if found else _TIER_OF_LETTER.get(code[:1])
