"""The classification of statutes, at the subsection: which can carry a request under 26 U.S.C. 6103(i)(2).

Only a specifically designated Federal criminal statute that isn't tax administration can ((i)(1)(A)(i)). The
table isn't every crime: a citation that isn't in it goes to counsel.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices


class Kind(TextChoices):
    """What a citation is, as far as the table can say."""

    CRIMINAL = "criminal", "criminal"
    CIVIL = "civil", "civil or administrative"
    TAX = "tax", "tax administration"
    MIXED = "mixed", "criminal in part: the subsection decides"
    UNLISTED = "unlisted", "not in the table"
    UNREADABLE = "unreadable", "not readable as a citation"
    CHILD = "child", "missing or exploited child case"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: subsections ('' is the whole section) of a section, what they are, what they are
    about.

    `needs_object`: it is criminal only together with the offence that it attaches to.
    """

    title: int
    section: str
    subsections: tuple[str, ...]
    kind: Kind
    about: str
    needs_object: bool = False


def _rows(title: int, kind: Kind, *lines: str) -> tuple[Row, ...]:
    """Read lines of 'section (sub) (sub): about'; a section alone stands for all of it."""
    made = []
    for line in lines:
        cited, about = line.split(": ", 1)
        section, *subsections = cited.split()
        made.append(Row(title, section, tuple(subsections) or ("",), kind, about))
    return tuple(made)


_IMMIGRATION_CRIMES = _rows(
    8,
    Kind.CRIMINAL,
    "1253 (a)(1): willful failure to depart",
    "1253 (b): willful violation of conditions of supervised release",
    "1282 (c): willful overstay by a crewman",
    "1304 (e): failure to carry registration card",
    "1306: offenses against registration",
    "1324 (a): bringing in and harboring",
    "1324a (f): pattern or practice of unlawful employment",
    "1324c (e): failure to disclose role as document preparer",
    "1325 (a): improper entry",
    "1325 (c): marriage fraud",
    "1325 (d): immigration-related entrepreneurship fraud",
    "1326: reentry of removed aliens",
    "1327: aiding entry of certain aliens",
    "1328: importation for immoral purpose",
)

_IMMIGRATION_CIVIL = _rows(
    8,
    Kind.CIVIL,
    "1182: inadmissible aliens",
    "1225: inspection and expedited removal",
    "1226: apprehension and detention",
    "1227: deportable aliens",
    "1229: initiation of removal proceedings",
    "1229a: removal proceedings",
    "1229c: voluntary departure; (d) its civil penalty",
    "1231: detention and removal of aliens ordered removed",
    "1253 (c) (d): penalties on vessels; visas withheld from countries",
    "1282 (a) (b): conditional landing permits of crewmen",
    "1304 (a) (b) (c) (d) (f): registration forms and certificates",
    "1321: prevention of unauthorized landing",
    "1322: bringing in aliens subject to denial of admission: civil fine",
    "1323: unlawful bringing of aliens: civil fine",
    "1324 (b) (c) (d) (e): seizure, authority to arrest, evidence, outreach",
    "1324a (a) (b) (c) (d) (e) (g) (h): employment verification and its civil penalties",
    "1324b: unfair immigration-related employment practices",
    "1324c (a) (b) (c) (d) (f): civil document fraud",
    "1324d: civil penalties for failure to depart",
    "1325 (b): civil penalty for improper entry",
)

_TITLE_18 = (
    Row(18, "2", ("",), Kind.CRIMINAL, "aiding and abetting", needs_object=True),
    Row(18, "371", ("",), Kind.CRIMINAL, "conspiracy", needs_object=True),
    *_rows(
        18,
        Kind.CRIMINAL,
        "286: conspiracy to defraud with claims",
        "287: false claims",
        "641: theft of public money",
        "666: theft or bribery in federally funded programs",
        "911: false claim of citizenship",
        "922: unlawful acts with firearms",
        "924: penalties for firearms offenses",
        "1001: false statements",
        "1015: false statements in naturalization",
        "1028: identity document fraud",
        "1028A: aggravated identity theft",
        "1029: access device fraud",
        "1030: computer fraud",
        "1341: mail fraud",
        "1343: wire fraud",
        "1344: bank fraud",
        "1347: health care fraud",
        "1349: attempt and conspiracy to commit fraud",
        "1425: unlawful procurement of citizenship",
        "1426: reproduction of naturalization papers",
        "1503: obstruction of justice",
        "1505: obstruction of proceedings",
        "1512: tampering with a witness",
        "1519: falsification of records",
        "1541: passport issued without authority",
        "1542: false statement in passport application",
        "1543: forgery of passport",
        "1544: misuse of passport",
        "1545: safe conduct violation",
        "1546: fraud and misuse of visas and permits",
        "1621: perjury",
        "1623: false declarations before grand jury or court",
        "1951: interference with commerce by robbery or extortion",
        "1952: interstate travel in aid of racketeering",
        "1956: money laundering",
        "1957: transactions in criminally derived property",
        "1960: unlicensed money transmitting",
        "1962: racketeering",
        "2251: sexual exploitation of children",
        "2251A: selling or buying of children",
        "2252: material involving exploitation of minors",
        "2252A: child pornography",
        "2339A: material support to terrorists",
        "2339B: material support to terrorist organizations",
        "2421: transportation for illegal sexual activity",
        "2422: coercion and enticement",
        "2423: transportation of minors",
        *(f"{section}: peonage, slavery and trafficking in persons" for section in range(1581, 1593)),
    ),
)

_OTHER_TITLES = (
    *_rows(
        21,
        Kind.CRIMINAL,
        "841: controlled substances: manufacture and distribution",
        "843: controlled substances: prohibited acts",
        "846: controlled substances: attempt and conspiracy",
        "848: continuing criminal enterprise",
        "952: importation of controlled substances",
        "960: importation and exportation: prohibited acts",
        "963: importation and exportation: attempt and conspiracy",
    ),
    *_rows(
        31,
        Kind.CRIMINAL,
        "5322: willful violation of currency reporting",
        "5324: structuring",
        "5332: bulk cash smuggling",
    ),
    *_rows(42, Kind.CRIMINAL, "408: social security fraud"),
)

TABLE: tuple[Row, ...] = (*_IMMIGRATION_CRIMES, *_IMMIGRATION_CIVIL, *_TITLE_18, *_OTHER_TITLES)
"""Every listed citation. Title 26 isn't in it: all of it is tax administration for this purpose (6103(h))."""

SECTIONS: dict[tuple[int, str], tuple[Row, ...]] = {
    key: tuple(row for row in TABLE if (row.title, row.section) == key) for key in {(r.title, r.section) for r in TABLE}
}
"""(title, section) -> its rows."""

MIXED: tuple[tuple[int, str], ...] = tuple(
    sorted(key for key, rows in SECTIONS.items() if len({row.kind for row in rows}) > 1)
)
"""Sections that are criminal in part."""

ONLY_OFFENCE: dict[str, str] = {"8 USC 1253(a)": "8 USC 1253(a)(1)"}
"""A wider citation -> the one offence in it: 1253(a)(2) and (3) are an exception and a suspension, no
offenses.
"""
