"""Citations in their spellings, and what each is at the subsection cited."""

from __future__ import annotations

from dataclasses import replace

import pytest

from requests_app.rules.facts import SubjectFacts
from requests_app.rules.flags import judge_subject
from requests_app.rules.statutes.offences import canonical, classify, permits
from requests_app.rules.statutes.table import Kind
from tests.rules.files import BOOK, MEMORANDUM, TODAY, UNDER_MEMORANDUM, listed


@pytest.mark.parametrize(
    "text",
    [
        *(
            "8 USC 1253(a)(1)",
            "8 U.S.C. § 1253(a)(1)",
            "8 U.S.C. §1253 (a) (1)",
            "Title 8, Section 1253(a)(1)",
            "8:1253(a)(1)",
        ),
        *(
            "section 1253(a)(1) of title 8",
            "sec. 1253(a)(1), title 8",
            "8 U. S. C. 1253(a)(1)",
            "8USC1253(a)(1)",
            "8 usc s.1253(a)(1)",
        ),
        *(
            "8 U.S. Code § 1253(a)(1)",
            "8 U.S.C.A. § 1253(a)(1)",
            "Title 8 of the United States Code, section 1253(a)(1)",
        ),
        *(
            "INA 243(a)",
            "INA § 243(a)(1)",
            "I.N.A. sec. 243(a)(1)",
            "Section 243(a)(1) of the Immigration and Nationality Act",
        ),
        *(
            "8 USC 1253(a)",
            "8 usc 1253(A)(1)",
            "8 U.S.C. 1253 a 1",
            "８ USC 1253(a)(1)",
            "\u202a8 USC\u00a01253(a)(1)\u202c",
        ),
    ],
)
def test_one_statute_in_many_spellings(text):
    assert canonical(text) == "8 USC 1253(a)(1)"


def kinds(text: str) -> list[str]:
    return [offence.kind.value for offence in classify(text)]


CRIMINAL = listed(
    "8 USC 1253(a)(1)|8 USC 1253(a)(1)(B)|8 USC 1253(b)|8 USC 1282(c)|8 USC 1304(e)|8 USC 1306|8 USC 1306(c)"
    "|8 USC 1324(a)"
    "|8 USC 1324(a)(1)(A)(ii)|8 USC 1324a(f)|8 USC 1324a(f)(1)|8 USC 1324c(e)|8 USC 1325(a)|8 USC 1325(c)"
    "|8 USC 1325(d)|8 USC 1326"
    "|8 USC 1326(b)(2)|8 USC 1327|8 USC 1328|18 USC 911|18 USC 1001|18 USC 1015(a)|18 USC 1028A|18 USC 1425"
    "|18 USC 1426|18 USC 1546(a)"
    "|18 USC 1589|18 USC 2251A|18 USC 2252A(a)(5)(B)|18 USC 2339B|18 USC 2423|21 USC 841(a)(1)|21 USC 963"
    "|31 USC 5324|42 USC 408(a)(7)(B)"
    "|INA 274(a)(1)(A)|INA 274A(f)|INA 275(a)|INA 276"
)
CIVIL = listed(
    "8 USC 1182|8 USC 1182(a)(6)|8 USC 1225|8 USC 1226|8 USC 1227|8 USC 1229|8 USC 1229a|8 USC 1229c(d)"
    "|8 USC 1231|8 USC 1253(c)"
    "|8 USC 1253(d)|8 USC 1321|8 USC 1322|8 USC 1323|8 USC 1324a(e)|8 USC 1324b|8 USC 1324c(a)|8 USC 1324c(d)"
    "|8 USC 1324d|8 USC 1325(b)"
    "|8 U.S.C. § 1229a|INA 237|INA 240|INA 274D|INA 212(a)(6)"
)


@pytest.mark.parametrize("text", CRIMINAL)
def test_criminal_at_the_subsection(text):
    assert kinds(text) == [Kind.CRIMINAL]


@pytest.mark.parametrize("text", CIVIL)
def test_civil_or_administrative(text):
    assert kinds(text) == [Kind.CIVIL]


@pytest.mark.parametrize("section", ["1253", "1282", "1304", "1324", "1324a", "1324c", "1325"])
def test_a_mixed_section_cited_bare(section):
    assert kinds(f"8 U.S.C. {section}") == [Kind.MIXED]


@pytest.mark.parametrize("text", ["26 USC 7201", "26 U.S.C. § 7206(1)", "Title 26, Section 7203", "26 USC 6103(i)(2)"])
def test_title_26_is_tax(text):
    assert kinds(text) == [Kind.TAX]


@pytest.mark.parametrize(
    "text", ["8 USC 9999", "18 USC 4", "8 USC 1253(a)(2)", "8 USC 1253(z)", "19 USC 1595a", "INA 999"]
)
def test_what_is_not_in_the_table(text):
    assert kinds(text) == [Kind.UNLISTED]


@pytest.mark.parametrize("text", ["8 CFR 214.1", "1253(a)(1)", "8, 1326", "§ 5"])
def test_what_cannot_be_read(text):
    assert kinds(text) == [Kind.UNREADABLE]


@pytest.mark.parametrize("text", ["", "  ", "pending", "various", "n/a", "TBD", "criminal", "immigration law", "77002"])
def test_what_cites_nothing(text):
    assert classify(text) == ()


def test_several_in_one_text():
    found = [o.canonical for o in classify("18 U.S.C. §§ 1001, 1546(a) and 1028A; 8 USC 1325(a), (c)")]
    assert found == ["18 USC 1001", "18 USC 1546(a)", "18 USC 1028A", "8 USC 1325(a)", "8 USC 1325(c)"]


def test_a_range_of_sections():
    assert [o.canonical for o in classify("18 USC 1541-1543")] == ["18 USC 1541", "18 USC 1542", "18 USC 1543"]


def test_two_titles_in_one_text():
    text = "Title 8 U.S.C. § 1253(a)(1)(A) and Title 18 U.S.C. § 1001"
    assert [o.canonical for o in classify(text)] == ["8 USC 1253(a)(1)(A)", "18 USC 1001"]


def test_every_criminal_row_of_the_table_names_its_line():
    assert [o.id for o in classify("8 USC 1253(a)(1)(B); 18 USC 1001(a)")] == ["8:1253(a)(1)", "18:1001"]


def test_a_permitted_statute_permits_its_parts_and_no_neighbor():
    permitted = frozenset({"8 USC 1253(a)(1)", "8 USC 1324"})
    assert permits(permitted, "8 USC 1253(a)(1)(B)")
    assert not permits(permitted, "8 USC 1253(b)")
    assert not permits(permitted, "8 USC 1324a")


def codes(statute: str, book=BOOK) -> dict[str, str]:
    raised = judge_subject(SubjectFacts(statute=statute), book, TODAY)
    return {flag.code: flag.severity.value for flag in raised if flag.code.startswith("statute.")}


@pytest.mark.parametrize(
    ("statute", "expected"),
    [
        ("8 USC 1326", {}),
        ("", {"statute.missing": "subject"}),
        ("pending", {"statute.missing": "subject"}),
        ("8 USC 1231", {"statute.civil": "subject"}),
        ("8 USC 1231; 8 USC 1326", {}),
        ("8 USC 1231; 8 CFR 241.4", {"statute.civil": "subject", "statute.unlisted": "review"}),
        ("8 CFR 241.4", {"statute.unlisted": "review"}),
        ("8 USC 1326; Cal. Penal Code 459", {"statute.unlisted": "review"}),
        ("18 USC 1581-1592", {}),
        ("18 USC 371; 8 USC 1231", {"statute.subsection": "review"}),
        ("18 USC 371; 18 USC 1111", {"statute.unlisted": "review"}),
        ("26 USC 7201", {"statute.tax": "subject"}),
        ("8 USC 1326; 26 USC 7201", {"statute.tax": "subject"}),
        ("8 USC 1326; 26 USC 6103(i)(2)", {}),
        ("8 USC 1325", {"statute.subsection": "review"}),
        ("18 USC 371", {"statute.subsection": "review"}),
        ("18 USC 2", {"statute.subsection": "review"}),
        ("18 USC 371; 18 USC 1343", {}),
        ("8 USC 9999", {"statute.unlisted": "review"}),
        ("missing child case", {"statute.unlisted": "review"}),
        ("; ".join(f"18 USC {n}" for n in (1001, 1015, 1028, 1029, 1030, 1341, 1343, 1344, 1347, 1349, 1503)),
         {"statute.unlisted": "review"}),
    ],
)  # fmt: skip
def test_the_flags_of_a_statute(statute, expected):
    assert codes(statute) == expected


def test_an_agreement_permits_its_statutes_only():
    assert codes("8 USC 1253(a)(1)(A)", UNDER_MEMORANDUM) == {}
    assert codes("18 USC 1001", UNDER_MEMORANDUM) == {"statute.outside": "review"}
    wider = replace(UNDER_MEMORANDUM, agreement=replace(MEMORANDUM, statutes=frozenset({"18 USC 1001"})))
    assert codes("18 USC 1001", wider) == {}
