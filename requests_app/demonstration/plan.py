"""What is loaded: one invented request in each status, most of them the United States attorney's office's.

Each is brought to its place by the real workflow (`walking.py`); here stands only what is asked, and where it ends.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..rules.transitions import Status
from . import subjects as s
from .people import ICE, USAO
from .subjects import Taxpayer


@dataclass(frozen=True, slots=True)
class Named:
    """One taxpayer as a request names one: the matter and the reason are this taxpayer's own."""

    who: Taxpayer
    case: str
    opened: str
    statute: str
    reason: str
    periods: str = "2022; 2023"
    officer: str = "Dana Okafor"
    officer_title: str = "Criminal investigator"
    changes: tuple[tuple[str, str], ...] = ()
    tin_given: bool = True


@dataclass(frozen=True, slots=True)
class Story:
    """One request. It walks the path to `turns_at`, where the ending is made; a plain walk has turns_at == ends."""

    key: str
    title: str
    purpose: str
    named: tuple[Named, ...]
    turns_at: Status
    ends: Status
    agency: str = USAO
    codes: tuple[str, ...] = ()
    words: str = ""


def _order(date: str, case: str, ground: str) -> tuple[tuple[str, str], ...]:
    return (("removal_order_date", date), ("removal_order_case", case), ("removal_ground", ground))


STORIES: tuple[Story, ...] = (
    Story(
        "closed",
        "Forged work permits, Phoenix ring",
        "Grand jury investigation of the forging and sale of work permits.",
        (
            Named(
                s.ALDEN, "USAO-GJ-2025-0117", "2025-02-03", "18 USC 1546(a)",
                "A cooperating witness bought three forged permits from Aldenmock; the grand jury needs the address from "
                "which the printing supplies were ordered.",
            ),
            Named(
                s.BREVIK, "USAO-GJ-2025-0117", "2025-02-03", "18 USC 1546(a); 18 USC 1028(a)(2)",
                "Bank records trace the ring's proceeds to Brevikdemo, who left the address on the account in 2023; a "
                "subpoena for the ledgers must be served where he lives now.", periods="2021-2023",
            ),
            Named(
                s.ULRICH, "USAO-GJ-2025-0117", "2025-02-03", "18 USC 1546(a)",
                "Ulrichmock leased the laser engraver on which the permits' seals were cut; the lease names a unit that never "
                "existed, and the engraver has to be found.", periods="2023",
            ),
            Named(
                s.CORTEZ, "USAO-GJ-2025-0117", "2025-02-03", "18 USC 1028A",
                "Two victims identified Cortezsham as the person who used their numbers to open payroll accounts; her "
                "residence decides the venue of the charge.", periods="2023", tin_given=False,
            ),
        ),
        Status.FULFILMENT,
        Status.CLOSED,
    ),
    Story(
        "closed-again",
        "Ledgers of a print shop",
        "Grand jury investigation of the laundering of a print shop's takings.",
        (
            Named(
                s.BREVIK, "USAO-GJ-2024-0098", "2024-10-21", "18 USC 1956(a)(1)",
                "Brevikdemo signed nine deposits of a print shop that had no press; the grand jury wants the address at which "
                "the bank's letters reached him in 2021.", periods="2021",
            ),
        ),
        Status.FULFILMENT,
        Status.CLOSED,
    ),
    Story(
        "fulfilment",
        "False claims at a clinic in Houston",
        "Investigation of claims for treatment that was never given.",
        (
            Named(
                s.DRAKE, "USAO-2025-0342", "2025-05-20", "18 USC 1347",
                "Drakeproxy signed 214 claims for patients who were abroad; the address in tax year 2022 shows whether the "
                "clinic's branch was his home.",
            ),
            Named(
                s.EKLUND, "USAO-2025-0342", "2025-05-20", "18 USC 1349",
                "Electronic mail seized in March shows Eklundtrial agreeing to split the clinic's payments; agents must "
                "find her to serve the target letter.",
            ),
        ),
        Status.FULFILMENT,
        Status.FULFILMENT,
    ),
    Story(
        "approval",
        "Wire fraud against seed growers",
        "Preparation of an indictment for wire fraud.",
        (
            Named(
                s.FARAH, "USAO-2025-0401", "2025-06-11", "18 USC 1343",
                "Farahmock received eleven wires from defrauded growers in Ohio; the trial team must show who controlled the "
                "residence to which the bank statements went.",
            ),
        ),
        Status.IRS_APPROVAL,
        Status.IRS_APPROVAL,
    ),
    Story(
        "legal-review",
        "Money moved through a car wash",
        "Investigation of laundering of drug proceeds.",
        (
            Named(
                s.GRIEG, "USAO-2026-0012", "2026-01-15", "18 USC 1956; 18 USC 371",
                "The car wash of which Griegsample is the owner of record banked four times its capacity in 2023; where she "
                "lived shows whether the second till was kept there.",
            ),
            Named(
                s.HOLT, "USAO-2026-0012", "2026-01-15", "18 USC 371",
                "Holtfixture bought a boat with cashier's checks from the same till in August 2023; the seizure warrant "
                "needs the place where its papers are kept.",
            ),
        ),
        Status.LEGAL_REVIEW,
        Status.LEGAL_REVIEW,
    ),
    Story(
        "completeness",
        "Threats against a witness",
        "Investigation of tampering with a witness.",
        (
            Named(
                s.IVANOV, "USAO-2026-0033", "2026-03-02", "18 USC 1512(b)",
                "Recorded calls place Ivanovdemo at an unlisted residence from which the witness was threatened on two "
                "evenings in February.", periods="2024",
            ),
            Named(
                s.JUAREZ, "USAO-2026-0033", "2026-03-02", "18 USC 1512(b); 18 USC 2",
                "Juareztrial rented the car seen outside the witness's house; the rental form bears an address that was "
                "vacant, and only his own filings may show the true one.", periods="2024",
            ),
        ),
        Status.COMPLETENESS,
        Status.COMPLETENESS,
    ),
    Story(
        "pair",
        "Stamps forged for a street market",
        "Investigation of the forging of tax-free entry stamps.",
        (
            Named(
                s.WILLEM, "USAO-2026-0035", "2026-03-09", "18 USC 1546(a)",
                "Pairfixture ordered the brass from which eleven stamps were cut; the invoice bears a first name and a house "
                "in which father and son of that name live.", periods="2024", tin_given=False,
            ),
            Named(
                s.YARROW, "USAO-2026-0035", "2026-03-09", "18 USC 1546(a)",
                "Yarrowdemo sold the stamps from a flower stall until April; the stall's permit names a street that was torn "
                "up the year before.", periods="2024",
            ),
        ),
        Status.COMPLETENESS,
        Status.COMPLETENESS,
    ),
    Story(
        "awaiting-signature",
        "Passports obtained by false statements",
        "Preparation of charges for passport fraud.",
        (
            Named(
                s.KOVAC, "USAO-2026-0047", "2026-04-21", "18 USC 1542",
                "Kovacsham swore to a birthplace that the hospital's books contradict; the application's address must be "
                "tested against what she told others in that year.", periods="2021",
            ),
        ),
        Status.AWAITING_SIGNATURE,
        Status.AWAITING_SIGNATURE,
    ),
    Story(
        "draft",
        "Stolen identities in a payroll",
        "Investigation of aggravated identity theft by a labor broker.",
        (
            Named(
                s.LARSEN, "USAO-2026-0058", "2026-06-30", "18 USC 1028A",
                "Larsenmock ran the payroll in which 31 stolen numbers appear; invoices went to a residence that has to be "
                "tied to him before the search warrant expires.",
            ),
            Named(
                s.MBEKI, "", "", "8 USC 1227", "Needed for removal.",
                changes=(("address_line1", "Unknown"), ("city", ""), ("state", ""), ("officer_name", "")),
            ),
        ),
        Status.DRAFT,
        Status.DRAFT,
    ),
    Story(
        "returned",
        "Smuggling across the river",
        "Investigation of the bringing in of aliens for profit.",
        (
            Named(
                s.NOVAK, "USAO-2026-0021", "2026-02-10", "8 USC 1324(a)(1)(A)(ii)",
                "Novakfixture's truck crossed the scales nine times on nights when groups were dropped; the garage where it "
                "stands between runs is where he lives.", periods="2023",
            ),
        ),
        Status.COMPLETENESS,
        Status.RETURNED,
        codes=("no_specific_reason", "no_engaged_officer"),
        words="Say which nights, and which agent is engaged in this matter: the sentence could stand for any driver.",
    ),
    Story(
        "denied",
        "Addresses for a civil forfeiture",
        "To locate property for a civil forfeiture case.",
        (
            Named(
                s.ORTIZ, "USAO-2025-0288", "2025-09-09", "31 USC 5324",
                "Ortizproxy is the claimant in the forfeiture of a deposit that was broken into parts; opposing counsel has "
                "not given the place where she may be served.", periods="2022",
            ),
        ),
        Status.LEGAL_REVIEW,
        Status.DENIED,
        codes=("no_criminal_statute",),
        words="The purpose stated is a civil forfeiture. No criminal proceeding or investigation is set forth.",
    ),
    Story(
        "withdrawn",
        "Counterfeit seals on cargo",
        "Investigation of counterfeit customs seals.",
        (
            Named(
                s.PETROV, "USAO-2026-0009", "2026-01-08", "18 USC 1001",
                "Petrovdemo told inspectors that the seals were bought in Baltimore; the shop does not exist, and his own "
                "workshop has to be found.", periods="2024",
            ),
        ),
        Status.COMPLETENESS,
        Status.WITHDRAWN,
        words="The grand jury returned no bill; the information is no longer needed.",
    ),
    Story(
        "held",
        "Willful failure to depart, two matters",
        "Preparation of criminal proceedings under 8 U.S.C. 1253(a)(1).",
        (
            Named(
                s.QUIROGA, "HSI-2025-000731", "2025-08-01", "8 USC 1253(a)(1)(A)",
                "Quirogatrial was served with the order in person and signed for it, then sold the house she had given as "
                "her residence; the complaint must say where she has stayed since.",
                officer="Joel Arroyo", officer_title="Special agent",
                changes=_order("2024-05-06", "A219000117", "8 USC 1227(a)(2)(A)(iii)"),
            ),
            Named(
                s.ROMERO, "HSI-2025-000802", "2025-09-15", "8 USC 1253(a)(1)(B)",
                "Romeromock told the consulate in writing that he would never ask for a travel document; the grand jury is "
                "to hear the person at the address he used for his wages.",
                officer="Colette Barros", officer_title="Special agent",
                changes=_order("2024-01-30", "A219000254", "8 USC 1182(a)(6)(A)(i)"),
            ),
        ),
        Status.FULFILMENT,
        Status.FULFILMENT,
        agency=ICE,
    ),
    Story(
        "ice-draft",
        "Failure to depart, further matters",
        "Preparation of criminal proceedings under 8 U.S.C. 1253(a)(1).",
        (
            Named(
                s.SILVA, "HSI-2026-000044", "2026-02-27", "8 USC 1253(a)(1)",
                "Silvasample removed the monitor on the day of the flight and was seen at work in Laredo a month later; the "
                "indictment turns on where he lived in between.",
                officer="Joel Arroyo", officer_title="Special agent",
                changes=_order("2025-03-11", "A219000398", "8 USC 1227(a)(2)(B)(i)"),
            ),
            Named(
                s.TORRES, "HSI-2026-000045", "2026-03-03", "8 USC 1253(a)(1)",
                "Torresproxy gave the supervising officer a wrong street twice after the order had become final; the true "
                "one is the heart of the charge.",
                officer="Joel Arroyo", officer_title="Special agent",
            ),
        ),
        Status.DRAFT,
        Status.DRAFT,
        agency=ICE,
    ),
)  # fmt: skip
"""In the order in which they are made. One of each status of the United States attorney's office, two in completeness, and two
closed, both of which disclosed one person; two of ICE."""

UPLOAD_TITLE = "Bulk file on a labor broker's payroll"
UPLOAD_PURPOSE = "Investigation of aggravated identity theft by a labor broker; the subjects are in the file."
