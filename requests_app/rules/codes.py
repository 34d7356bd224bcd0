"""The ordered list of flags: what each says is wrong, what to do about it, and the law it rests on.

The sentence is the same on the screen, in the error file, in the exception and in the printed rules. Source:
the elements of 26 U.S.C. 6103(i)(2), the agreement of 7 April 2025, and what the courts and the Inspector
General found.
"""

from __future__ import annotations

from dataclasses import dataclass

from .facts import Audience, Severity

REQUEST, SUBJECT = Severity.REQUEST, Severity.SUBJECT
RELEASE, REVIEW = Severity.RELEASE, Severity.REVIEW


@dataclass(frozen=True, slots=True)
class Code:
    """One rule's entry. `must`: what must be true; `sentence`: what is wrong when it isn't; `remedy`: what to
    do.

    `concerns`: 'subject', 'request' or 'release'.
    """

    id: str
    severities: tuple[Severity, ...]
    must: str
    sentence: str
    remedy: str
    citation: str
    concerns: str = "subject"
    audience: Audience = Audience.AGENCY


_I2A = "26 U.S.C. 6103(i)(2)(A)"
_B1 = "26 U.S.C. 6103(i)(2)(B)(i)"
_B3 = "26 U.S.C. 6103(i)(2)(B)(iii)"
_B4 = "26 U.S.C. 6103(i)(2)(B)(iv)"
_CRIMINAL = "26 U.S.C. 6103(i)(1)(A)(i), (i)(2)(A)"
_COURT_2026 = f"{_B1}; order of 26 Feb 2026"

ORDERED: tuple[Code, ...] = (
    Code("writing.signed", (REQUEST,),
         "The request is signed by an official of a listed class, one acting in it, or a recorded delegate.",
         "The request isn't signed by an official of a class that may make it.",
         "Have it signed by an official whom (i)(2)(A) lists, or by one acting in that office; or record "
         "the delegation.",
         f"{_I2A}; 5 U.S.C. 3345", "request"),
    Code("writing.delegate", (REVIEW,),
         "The signer is no delegate and not the head of a mere component.",
         "The signer relies on a delegation, or heads a component only, and (i)(2)(A) names no delegates.",
         "Counsel must decide in writing whether this signer may ask; a signature of the head of the agency "
         "ends the doubt.",
         _I2A, "request"),
    Code("signer.outside", (REQUEST,),
         "Under an agreement: it names this signer's office.",
         "The agreement doesn't name the signer's office.",
         "Have the request signed by an official whom the agreement names.",
         "the agreement", "request"),
    Code("name.missing", (SUBJECT, REVIEW),
         "There is a usable surname or entity name: no stand-in, no figures, no initials alone.",
         "There is no usable name, or one usable name only.",
         "Give the surname and given name, or the entity's name. If the person truly has one name, counsel "
         "must confirm it.",
         _B1),
    Code("address.missing", (SUBJECT,),
         "An address is given.",
         "No address is given.",
         "Give the taxpayer's address: street and number, city, and state or ZIP.",
         _B1),
    Code("address.placeholder", (SUBJECT,),
         "The address isn't a stand-in for not having one, in any case, spacing or language, also with a "
         "ZIP beside it.",
         "What stands in the address field says that there is no address.",
         "Give a real address, or leave this person out: a request must set forth the taxpayer's address.",
         _COURT_2026),
    Code("address.incomplete", (SUBJECT, REVIEW),
         "A street with number, or a PO box, or a rural or military route, and a city with a state or with "
         "a ZIP; or a full foreign address.",
         "The address isn't complete: it lacks the street and number or box, or the city with its state or ZIP.",
         "Complete it: street with number, PO box, rural or military route; and a city with a state or with a ZIP.",
         _COURT_2026),
    Code("address.zip", (REVIEW,),
         "The ZIP exists and belongs to the state.",
         "The ZIP code doesn't belong to the state given, or there is no such ZIP code.",
         "Correct the ZIP or the state.",
         _B1),
    Code("address.differs", (REVIEW,),
         "An address given both in one line and in parts is the same address in both, and neither is a stand-in.",
         "The address in one line and the address in parts aren't the same address.",
         "Give the taxpayer's address once, in one line or in its parts; or correct the one that is wrong or stands for none.",
         _B1),
    Code("period.missing", (SUBJECT, REVIEW),
         "One or more readable taxable periods, none in the future, none before 1954.",
         "No readable taxable period is given, or one lies in the future or before 1954.",
         "Give the periods as years or ranges: 2022; 2023 or 2021-2023.",
         "26 U.S.C. 6103(i)(2)(B)(ii)"),
    Code("statute.missing", (SUBJECT,),
         "A statute is cited.",
         "No statute is cited.",
         "Cite the Federal criminal statute under which the investigation is conducted, for this person.",
         _B3),
    Code("statute.civil", (SUBJECT,),
         "The statute is criminal at the subsection cited.",
         "The statute cited is civil or administrative, and tax information may not be asked for civil "
         "enforcement.",
         "Cite the criminal statute at its subsection; if there is none, leave this person out.",
         _CRIMINAL),
    Code("statute.tax", (SUBJECT,),
         "The statute isn't one of tax administration.",
         "A statute of title 26 is cited: that is tax administration, which (i)(2) doesn't serve.",
         "Take it out and cite the nontax criminal statute, or ask under 26 U.S.C. 6103(h).",
         "26 U.S.C. 6103(h), (i)(2)(A)"),
    Code("statute.subsection", (REVIEW,),
         "A section that is criminal in part is cited with its subsection; 18:2 and 18:371 name the object "
         "offense.",
         "The section is criminal only in part, or attaches to another offense that isn't named.",
         "Cite the subsection; with 18 U.S.C. 2 or 371, cite the object offense too.",
         _CRIMINAL),
    Code("statute.unlisted", (REVIEW,),
         "Each citation is in the table of statutes, and they are few enough to be a designation.",
         "A citation isn't in the table of statutes, can't be read, or is one of too many to designate a "
         "statute.",
         "Correct the citation; if it is right, counsel must determine that it is a Federal criminal "
         "statute.",
         _CRIMINAL),
    Code("statute.outside", (REVIEW,),
         "Under an agreement: it permits the statute.",
         "The agreement doesn't permit the statute cited.",
         "Cite a statute that the agreement permits, or ask without the agreement.",
         "the agreement"),
    Code("reason.missing", (SUBJECT,),
         "A specific reason is given: a statement in words, not a stand-in, and more than three of them.",
         "No specific reason is given why disclosure is, or may be, relevant: the field is empty, holds a stand-in "
         "(“see attached”, “n/a”, “per request”), fewer than four different words, or mostly letters that are no words.",
         "Say for this person what is investigated, what connects this person with it, and what the information "
         "would show. The reason must stand in the request itself.",
         _B4),
    Code("reason.generic", (REVIEW,),
         "The reason says something about this matter. Names, figures and dates aside, it isn't a sentence shared by "
         "more subjects than the threshold or used in an earlier request of the agency, but for the same subject's "
         "before its return; it isn't the statute's words recited; it isn't too long to specify anything.",
         "The reason could stand for anybody: names, figures and dates aside, many subjects share it or an earlier "
         "request used it; or it only recites the words of a statute; or it is longer than anyone reads for one "
         "person.",
         "Give the reason that is this person's own, in a few sentences: the facts of the matter and what the "
         "information would show. Otherwise counsel must find in writing that the same facts really hold for each.",
         _B4),
    Code("reason.civil", (REVIEW, SUBJECT),
         "The reason's own words don't name civil enforcement (removal, deportation, detention, benefits and the "
         "like) without a criminal act, case or proceeding.",
         "The reason names civil enforcement, and no criminal act, case or proceeding. Tax information may not be "
         "used for civil enforcement.",
         "State the criminal investigation or proceeding that disclosure would serve; if there is none, leave this "
         "person out. It can't be cleared where the statute cited is missing or civil too.",
         f"{_CRIMINAL}; Friedrich, J., May 2025"),
    Code("matter.missing", (SUBJECT,),
         "A case, investigation or grand jury reference is given, with its opening date.",
         "No case, investigation or grand jury reference is given, or its opening date is missing, or is no day up to now.",
         "Give the reference and the day the matter was opened; for a sealed one, the agency's own "
         "reference. An office's letters with a year or zeros alone, as HSI-2025-0000, are no reference.",
         _I2A),
    Code("matter.shared", (REVIEW,),
         "One matter names no more subjects than the threshold.",
         "One matter stands for more subjects than one investigation is likely to have.",
         "Counsel must see that each person belongs to this matter; otherwise name each person's own.",
         f"{_I2A}; order of 5 Feb 2026"),
    Code("officer.missing", (SUBJECT,),
         "At least one engaged officer, a person on the agency's roster, is named.",
         "No officer is named who is personally and directly engaged in the matter.",
         "Name the officer or employee, a person and not a unit, who works on this person's matter.",
         _I2A),
    Code("officer.overload", (REVIEW,),
         "No officer stands for more subjects than the threshold.",
         "One officer stands for more subjects than anyone can be personally and directly engaged in.",
         "Name the officers who really work on each matter; otherwise counsel must see how one officer can.",
         f"{_I2A}; order of 21 Nov 2025"),
    Code("order.date", (SUBJECT, REVIEW),
         "For 8 U.S.C. 1253(a)(1), under an agreement that asks for it: the final order's date and case "
         "number, not in "
         "the future; 90 days past for (A); its ground in 1227(a), not 1182 alone.",
         "The final removal order's date or case number is missing or can't be right, or the order can't "
         "bear the offense.",
         "Give the final order's date and case number and the ground in 1227(a); for (A), 90 days must have "
         "passed.",
         "8 U.S.C. 1253(a)(1); the agreement"),
    Code("items.barred", (REQUEST,),
         "It asks for no return or taxpayer return information.",
         "It asks for returns or taxpayer return information, which take a judge's order.",
         "Take them out, or seek an order under 26 U.S.C. 6103(i)(1).",
         "26 U.S.C. 6103(i)(1)", "request"),
    Code("items.outside", (REQUEST,),
         "Under an agreement: it asks only for what the agreement permits.",
         "It asks for items that the agreement doesn't permit.",
         "Take them out, or ask for them without the agreement.",
         "the agreement", "request"),
    Code("path.fugitive", (REVIEW,),
         "Neither the reason nor the request's purpose asks to locate a fugitive.",
         "The words ask to locate a fugitive from justice. That takes a judge's order, granted where a Federal "
         "felony warrant has been issued, and this paragraph can't replace it.",
         "Apply for an order under 26 U.S.C. 6103(i)(5); or state the investigation or proceeding that this "
         "serves apart from the arrest.",
         "26 U.S.C. 6103(i)(5)"),
    Code("path.terrorism", (REVIEW,),
         "Neither the reason nor the request's purpose speaks of terrorism.",
         "The words speak of terrorism, for which the law has a paragraph of its own, with other officials who may "
         "ask and other conditions.",
         "Ask under 26 U.S.C. 6103(i)(7); or state the criminal statute and the investigation or proceeding under "
         "it that this serves.",
         "26 U.S.C. 6103(i)(7)"),
    Code("attestation.missing", (REQUEST,),
         "Under an agreement: the attestation is signed, its text and version kept.",
         "The attestation that the agreement asks for isn't signed.",
         "The signer must attest to the use of the information in the agreement's words.",
         "the agreement", "request"),
    Code("agreement.inactive", (REQUEST,),
         "Under an agreement: it is in force on the day.",
         "The agreement isn't in force.",
         "Ask under an agreement in force, or without one.",
         "the agreement", "request"),
    Code("safeguards.refused", (RELEASE,),
         "No recorded determination to refuse under (p)(4) is in force.",
         "The IRS has determined not to disclose until the safeguards are met.",
         "The agency must meet the safeguards; the determination must be lifted in writing.",
         "26 U.S.C. 6103(p)(4)", "release"),
    Code("safeguards.open", (REVIEW,),
         "No safeguard finding is open without an accepted corrective plan whose day hasn't passed.",
         "A safeguard finding is open without an accepted corrective plan, or its plan is overdue.",
         "Record the accepted plan, or counsel must say in writing why disclosure may go on.",
         "26 U.S.C. 6103(p)(4)", "release"),
    Code("hold.active", (RELEASE, REVIEW),
         "No court order in force covers it.",
         "An order of a court in force covers this request.",
         "Nothing can be released while it stands; only counsel can enter that it was changed, lifted or "
         "has ended. An "
         "order that bars use alone must be cleared in writing.",
         "the order, as recorded", "release"),
    Code("tin.invalid", (REVIEW,),
         "A TIN, if given, is a possible one.",
         "The taxpayer identifying number can't be one that was issued.",
         "Correct it or leave it out; it never cures a missing address. "
         "If a spreadsheet shortened it (1.23E+08), format the column as text and export the file again.",
         "26 U.S.C. 6109; 26 U.S.C. 6103(i)(2)(B)(i)"),
    Code("subject.duplicate", (REVIEW,),
         "The same person isn't named twice in this request or another open one of the same agency.",
         "The same person is named in this request or another open one of the agency already.",
         "Take one out, or say why both are needed.",
         "26 U.S.C. 6103(p)(3)(A)"),
    Code("match.address", (REVIEW,),
         "The supplied address agrees with the record's.",
         "The supplied address doesn't agree with the record's, or can't be compared.",
         "A person must compare the two and say in writing whether this is the same taxpayer.",
         "26 U.S.C. 6103(i)(2)(B)(i); order of 26 Feb 2026", audience=Audience.IRS),
    Code("match.ambiguous", (SUBJECT,),
         "Exactly one record fits.",
         "More than one record fits.",
         "A person must decide; an ambiguous match is never released.",
         "26 U.S.C. 6103(a), 7431", audience=Audience.IRS),
    Code("match.none", (SUBJECT,),
         "A record was found.",
         "No record was found, so there is nothing to release.",
         "Check the match; otherwise close the subject.",
         "26 U.S.C. 6103(i)(2)", audience=Audience.IRS),
    Code("subject.protected", (SUBJECT,),
         "The subject isn't on the list kept under (i)(6).",
         "Disclosure would identify a confidential informant or seriously impair an investigation.",
         "Only named counsel can see and change this list.",
         "26 U.S.C. 6103(i)(6)", audience=Audience.COUNSEL),
)  # fmt: skip
"""Every known defect as a rule, in the order in which flags are shown and judged."""

WHEN: dict[str, dict[Severity, str]] = {
    "name.missing": {
        SUBJECT: "no usable name is given at all",
        REVIEW: "one usable name only, FNU or LNU beside one, a word that also stands for no name, marks that can't be seen",
    },
    "address.incomplete": {
        SUBJECT: "a part that the address needs is missing, or is nothing but zeros",
        REVIEW: "General Delivery with a city and a ZIP; a box of the number 0; a foreign address that may be whole",
    },
    "period.missing": {
        SUBJECT: "none is given, one can't be read, or one lies in the future",
        REVIEW: "one lies before 1954, or they are too many to be meant",
    },
    "reason.civil": {
        REVIEW: "civil enforcement is named and nothing criminal, beside a statute that is or may be criminal",
        SUBJECT: "the statute is missing or civil as well",
    },
    "order.date": {
        SUBJECT: "the date or the case number is missing, can't be read, or lies in the future",
        REVIEW: "fewer than 90 days since the order for (A) or no letter; no ground in 1227(a), or 1182 alone",
    },
    "hold.active": {
        RELEASE: "the order bars disclosing",
        REVIEW: "the order bars only the use of what was disclosed",
    },
}
"""For each code raised with two severities: when it is raised with which."""
