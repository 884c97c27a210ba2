"""SPI messages as a court writes them, invented: a resulted hearing, and S34's two journeys."""

CASE, COURT, REFERENCE = "04EA0012326", "B04KO00", "1104EA0100000000001A"
DAYS = ("2010-11-28", "2010-12-02")
"""Of an offence, unless said: when it was committed, and charged."""


def offence(
    number: int, result: str, *, final: str, more: str = "", days: tuple[str, str] = DAYS
) -> str:
    committed, charged = days
    return f"""<Offence><BaseOffenceDetails>
      <OffenceSequenceNumber>{number:03}</OffenceSequenceNumber><OffenceCode>TH68001</OffenceCode>
      <OffenceTiming><OffenceStart><OffenceDateStartDate>{committed}</OffenceDateStartDate>
      </OffenceStart></OffenceTiming><ChargeDate>{charged}</ChargeDate></BaseOffenceDetails>
      <FinalDisposalIndicator>{final}</FinalDisposalIndicator>{more}
      <Result><ResultCode>{result}</ResultCode></Result></Offence>"""


def resulted(
    day: str,
    *offences: str,
    clock: str = "10:00:00",
    case: str = CASE,
    court: str = COURT,
    reference: str = REFERENCE,
    known: str = "",
) -> bytes:
    return f"""<ResultedCaseMessage><Session><CourtHearing><Hearing>
      <CourtHearingLocation>{court}</CourtHearingLocation><DateOfHearing>{day}</DateOfHearing>
      <TimeOfHearing>{clock}</TimeOfHearing></Hearing></CourtHearing><Case><PTIURN>{case}</PTIURN>
      <Defendant><ProsecutorReference>{reference}</ProsecutorReference>
      <CourtIndividualDefendant>{known}<BailStatus>B</BailStatus></CourtIndividualDefendant>
      {"".join(offences)}</Defendant></Case></Session></ResultedCaseMessage>""".encode()


def seq_048(case: str = CASE, court: str = COURT) -> tuple[bytes, ...]:
    """Remanded twice, marked final all the same; sentenced at the third hearing."""
    guilty = "<ConvictionDate>2011-09-26</ConvictionDate><Finding>G</Finding>"
    results = {"2011-09-26": "4027", "2011-10-01": "4027", "2011-10-08": "1002"}
    return tuple(
        resulted(day, offence(1, code, final="Y", more=guilty), case=case, court=court)
        for day, code in results.items()
    )


def seq_115(case: str = CASE, court: str = COURT) -> tuple[bytes, ...]:
    """The message that is dated last comes first; in it, what has ended before is adjourned."""
    told = {
        "2009-05-08": {1: ("2006", "Y"), 2: ("2006", "Y"), 3: ("4047", "N"), 4: ("4047", "N")},
        "2008-11-01": {3: ("4011", "N"), 4: ("4011", "N")},
        "2008-12-02": {3: ("1116", "Y"), 4: ("1116", "Y")},
    }
    return tuple(
        resulted(day, *_of_115(results), case=case, court=court) for day, results in told.items()
    )


def _of_115(results: dict[int, tuple[str, str]]) -> list[str]:
    days = ("2006-11-28", "2006-12-02")
    return [
        offence(number, code, final=final, days=days) for number, (code, final) in results.items()
    ]
