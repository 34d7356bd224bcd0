"""Each statute of the domain in each spelling: the section, the subsection, and what it is there."""

from __future__ import annotations

import re

import pytest

from requests_app.rules.statutes.offences import classify, classify_under
from requests_app.rules.statutes.table import Kind
from tests.rules.files import listed

CRIMINAL = listed(
    "8:1253(a)(1)|8:1253(a)(1)(A)|8:1253(b)|8:1282(c)|8:1304(e)|8:1306|8:1306(a)|8:1306(b)|8:1306(c)|8:1306(d)"
    "|8:1324(a)"
    "|8:1324(a)(1)(A)(ii)|8:1324(a)(1)(A)(v)(I)|8:1324(a)(2)(B)(iii)|8:1324a(f)|8:1324a(f)(1)|8:1324c(e)|8:1325(a)"
    "|8:1325(c)"
    "|8:1325(d)|8:1326|8:1326(a)|8:1326(b)(2)|8:1327|8:1328|18:2|18:286|18:287|18:371|18:641|18:666|18:911|18:922"
    "|18:922(g)(5)(A)"
    "|18:924|18:924(c)(1)(A)(i)|18:1001|18:1015|18:1028|18:1028A|18:1028A(a)(1)|18:1029|18:1030|18:1341|18:1343"
    "|18:1344|18:1347"
    "|18:1349|18:1425|18:1426|18:1503|18:1505|18:1512|18:1519|18:1541|18:1546|18:1546(a)|18:1581|18:1592|18:1621"
    "|18:1623|18:1951"
    "|18:1952|18:1956|18:1957|18:1960|18:1962|18:2251|18:2251A|18:2252|18:2252A|18:2252A(a)(5)(B)|18:2339A|18:2339B"
    "|18:2421"
    "|18:2422|18:2423|21:841|21:841(b)(1)(A)(viii)|21:843|21:846|21:848|21:952|21:960|21:963|31:5322|31:5324"
    "|31:5324(a)(3)"
    "|31:5332|42:408|42:408(a)(7)(B)"
)
CIVIL = listed(
    "8:1182|8:1182(a)(6)(C)(i)|8:1225|8:1226|8:1227|8:1227(a)(1)(B)|8:1229|8:1229a|8:1229c(d)|8:1231|8:1253(c)"
    "|8:1253(d)|8:1321"
    "|8:1322|8:1323|8:1324a(e)|8:1324b|8:1324c(a)|8:1324c(d)|8:1324d|8:1325(b)"
)
TAX = listed("26:7201|26:7206(1)|26:6050I")
KINDS = {**dict.fromkeys(CRIMINAL, Kind.CRIMINAL), **dict.fromkeys(CIVIL, Kind.CIVIL), **dict.fromkeys(TAX, Kind.TAX)}

SPELLINGS = [
    *("{t} USC {s}", "{t} U.S.C. § {s}", "{t} U.S.C. §{s}", "{t} U.S.C.§{s}", "{t} U. S. C. § {s}",
      "{t} u.s.c. {s}", "{t}USC{s}"),
    *("{t} USC{s}", "{t}USC§{s}", "{t}usc{s}", "{t} U.S.C.A. sec. {s}", "{t} U.S.C.S. § {s}", "{t} USCA § {s}", "{t} USCS {s}"),
    *("{t} U.S. Code § {s}", "{t} US Code {s}", "{t} United States Code, Section {s}",
      "{t} USC Ann. § {s}", "{t} USC Sect {s}"),
    *("{t} USC s. {s}", "{t} U.S.C. S {s}", "{t} U.S.C. ¶ {s}", "{t} USC §§ {s}", "{t} USC &sect; {s}", "{t} U.S.C. $ {s}"),
    *("{t}:{s}", "{t} : {s}", "USC {t}:{s}", "U.S.C. Title {t} § {s}", "USC Title {t} Section {s}", "USC § {s} (Title {t})"),
    *("Title {t}, Section {s}", "Title {t} Section {s}", "TITLE {t} SEC. {s}", "Title {t} § {s}",
      "Tit. {t} § {s}", "T.{t} USC {s}"),
    *("Title {t} United States Code Section {s}", "Title {t}, United States Code, Section {s}", "Title {t} - {s}"),
    *("Title {t} of the United States Code, Section {s}", "Title {t} of the U.S. Code § {s}",
      "Title {t}, U.S.C., Sections {s}"),
    *("section {s} of title {t}, U.S. Code", "Section {s} of Title {t} of the United States Code", "{s} of Title {t} USC"),
    *("section {s}, title {t}, united states code", "§{s}, Title {t}", "§ {s} of title {t}", "Sec. {s}, {t} USC"),
    *("{t}.USC.{s}", "{t}_USC_{s}", "{t} USC-{s}", "{t} U,S,C, {s}", "0{t} USC {s}", "{t}\u00a0U.S.C.\u2009§\u202f{s}"),
    *("{t} U.S.C.\n§ {s}", "\u202a{t} USC {s}\u202c", "{t} ＵＳＣ {s}", "{t} USC {s}.",
      "{t} U.S.C. § {s} et seq.", "({t} U.S.C. {s})"),
    *("{t} USC {s} (a felony)", "An offense named first, {t} USC {s}", "in violation of {t} U.S.C. § {s}, as amended"),
    *("Case 24-cr-00117: {t} USC {s}", "{t} USC {s} [2 counts]", "{t} USC {s}, see file HSI-2024-1001"),
]  # fmt: skip


def read(text: str) -> list[tuple[str, Kind]]:
    return [(offence.canonical, offence.kind) for offence in classify(text)]


def canonical(cited: str) -> str:
    return cited.replace(":", " USC ")


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_statute_in_this_spelling(spelling):
    for cited, kind in KINDS.items():
        title, section = cited.split(":")
        if title not in ("8",) and spelling.startswith("0"):
            continue
        assert read(spelling.format(t=title, s=section)) == [(canonical(cited), kind)]


@pytest.mark.parametrize(
    "mark",
    [lambda s: s.replace("(", " ("), lambda s: s.replace("(", "( ").replace(")", " )"),
     lambda s: s.replace("(", "[").replace(")", "]"),
     lambda s: s.replace("(", "（").replace(")", "）"), str.upper, str.lower,
     lambda s: re.sub(r"(\d[a-zA-Z]?)\(", r"\1 subsection (", s, count=1),
     lambda s: s.removesuffix(")"), lambda s: s.replace(")(", "(")],
    ids=["apart", "inside", "brackets", "wide", "upper", "lower", "worded", "unclosed", "joined"],
)  # fmt: skip
def test_every_subsection_in_these_marks(mark):
    for cited, kind in KINDS.items():
        assert read(mark(canonical(cited))) == [(canonical(cited), kind)]


@pytest.mark.parametrize("apart", ["", "-", ".", " "])
def test_subsections_without_marks(apart):
    for cited in (
        "8:1253(a)(1)",
        "8:1253(a)(1)(B)",
        "8:1324(a)(1)(A)(ii)",
        "8:1326(b)(2)",
        "18:922(g)(5)(A)",
        "42:408(a)(7)(B)",
    ):
        bare = canonical(cited).replace(")(", apart).replace("(", apart).replace(")", "")
        assert read(bare) == [(canonical(cited), KINDS.get(cited, Kind.CRIMINAL))]


def test_a_letter_that_could_be_a_section_or_a_subsection_stays_in_doubt():
    assert read("8 USC 1324 a") == [("8 USC 1324a", Kind.MIXED)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8 USC 1253(a)(1) & (b)", "8:1253(a)(1)|8:1253(b)"),
        ("8 USC 1324(a)(1)(A)(ii)-(iv)", "8:1324(a)(1)(A)(ii)|8:1324(a)(1)(A)(iii)|8:1324(a)(1)(A)(iv)"),
        ("8 USC 1324(a)(1)(A)(ii), (iii) and (v)(I)", "8:1324(a)(1)(A)(ii)|8:1324(a)(1)(A)(iii)|8:1324(a)(1)(A)(v)(I)"),
        ("8 USC 1324(a)(1)(A)(v)(I), (B)(i)", "8:1324(a)(1)(A)(v)(I)|8:1324(a)(1)(B)(i)"),
        ("8 USC 1253(a)(1)(A-C)", "8:1253(a)(1)(A)|8:1253(a)(1)(B)|8:1253(a)(1)(C)"),
        ("8 USC 1253(a)(1)(A)(B)", "8:1253(a)(1)(A)|8:1253(a)(1)(B)"),
        ("8 USC 1253(a)(1)(A) or (B)", "8:1253(a)(1)(A)|8:1253(a)(1)(B)"),
        ("8 USC 1306(a)-(c)", "8:1306(a)|8:1306(b)|8:1306(c)"),
        ("8 USC §§ 1324(a), 1325(a)", "8:1324(a)|8:1325(a)"),
        ("8 USC 1327/1328", "8:1327|8:1328"),
        ("8 USC 1326|18 USC 1001 + 18 USC 2", "8:1326|18:1001|18:2"),
        ("8 USC 1326\n18 USC 1001", "8:1326|18:1001"),
        ("sections 1326 of title 8 and 1001 of title 18", "8:1326|18:1001"),
        ("§1326, Title 8; §1001, Title 18", "8:1326|18:1001"),
        ("8 USC 1326 and 1327; 18 U.S.C. §§ 1001(a)(2), 1546(a) and 1028A(a)(1)",
         "8:1326|8:1327|18:1001(a)(2)|18:1546(a)|18:1028A(a)(1)"),
        ("18 USC 1581-1583", "18:1581|18:1582|18:1583"),
        ("18 USC 2251-2252A", "18:2251|18:2251A|18:2252|18:2252A"),
        ("18 USC 2421-23", "18:2421|18:2422|18:2423"),
        ("8 USC 1326 - 8 USC 1327", "8:1326|8:1327"),
        ("18 USC 2339A/B", "18:2339A|18:2339B"),
        ("18 USC 371 (conspiracy to violate 8 USC 1324(a))", "18:371|8:1324(a)"),
        ("8 USC 1253(a)(1); INA 243(a)(1)", "8:1253(a)(1)"),
        ("8-1253(a)(1)", "8:1253(a)(1)"), ("8/1326", "8:1326"), ("8 1326", "8:1326"),
        ("8 USC l326", "8:1326"), ("8 USC 5 1326", "8:1326"),
        ("Title VIII section 1326", "8:1326"), ("Title Eight, Section 1326", "8:1326"),
    ],
)  # fmt: skip
def test_several_and_ranges(text, found):
    assert read(text) == [(canonical(cited), Kind.CRIMINAL) for cited in listed(found)]


@pytest.mark.parametrize(
    "spelling",
    [
        *(
            "INA {}",
            "INA § {}",
            "INA§{}",
            "INA{}",
            "INA-{}",
            "INA: {}",
            "I.N.A. sec. {}",
            "INA Section {}",
            "Section {} of the INA",
        ),
        *(
            "Immigration and Nationality Act section {}",
            "Section {} of the Immigration and Nationality Act",
            "Sec. {}, INA",
        ),
        *("Immigration & Nationality Act § {}", "I&N Act {}", "ina {}"),
    ],
)
def test_the_act_by_its_own_numbers(spelling):
    for act, became in (("243(a)(1)", "1253(a)(1)"), ("274A(f)", "1324a(f)"), ("275(a)", "1325(a)"), ("276", "1326"),
                        ("237(a)(1)(B)", "1227(a)(1)(B)"), ("212", "1182"), ("240", "1229a"), ("239", "1229"), ("241", "1231"),
                        ("274D", "1324d"), ("287", "1357"), ("101(a)(43)", "1101(a)(43)"), ("345", "")):  # fmt: skip
        assert [o.canonical for o in classify(spelling.format(act))] == [f"8 USC {became}" if became else "INA 345"]


@pytest.mark.parametrize(
    "text",
    listed(
        "IRC 7201|I.R.C. § 7206(1)|Internal Revenue Code section 7203|Internal Revenue Code of 1986, § 7201"
        "|26 IRC 7201|IRC §6050I"
        "|section 7201 of the Internal Revenue Code|26 U.S.C. 7212(a)|Title 26|26 USC|26:7203|26-7201|T.26 USC 7201"
        "|Title 26 U.S.C."
    ),
)
def test_title_26_in_its_spellings(text):
    assert [offence.kind for offence in classify(text)] == [Kind.TAX]


@pytest.mark.parametrize(
    "text",
    listed(
        "8 USC 9999|99 USC 1|8 USC 1326(z)|8 USC 1326(b)(9)|8 USC 1253(e)|8 USC 1253(a)(1)(E)|8 USC 1253(a)(2)"
        "|8 USC 1324(a)(1)(A)(vi)"
        "|8 USC 1325(e)|8 USC 1327(a)|8 USC 13260|18 USC 1343(a)|18 USC 371(b)|18 USC 1001(d)|18 USC 99999"
        "|54 USC 100101|8 USC 1326.5"
        "|8 USC 1357|18 USC 1111|52 USC 10307(c)|8 USC 1101(a)(43)|42 USC 1320a-7b(b)"
    ),
)
def test_what_the_table_does_not_list_or_the_code_does_not_have(text):
    assert read(text) == [(text, Kind.UNLISTED)]


@pytest.mark.parametrize(
    "text",
    listed(
        "8 CFR 241.4|8 C.F.R. § 274a.10|Cal. Penal Code 459|Texas Penal Code 31.03|N.Y. Penal Law § 155.30"
        "|Fla. Stat. 322.34|RCW 9A.56.020"
        "|Public Law 104-208|Pub. L. 104-208|Fed. R. Crim. P. 6(e)|Rule 6(e)|Section 1326|1253(a)(1)|USC 1326|RICO"
        "|IIRIRA|Title 8|8 USC"
        "|Bank Secrecy Act|Immigration and Nationality Act|D.C. Code 22-3211"
    ),
)
def test_what_is_no_federal_statute_or_names_no_section(text):
    assert [offence.kind for offence in classify(text)] == [Kind.UNREADABLE]


@pytest.mark.parametrize(
    "text",
    listed(
        "Illegal reentry|Federal criminal statute|Wire fraud|criminal act|money laundering|a federal felony"
        "|reentry after removal"
    ),
)
def test_an_offense_that_is_only_named_is_no_citation(text):
    assert classify(text) == ()


@pytest.mark.parametrize(
    "text",
    listed(
        "missing child|Missing and exploited children|NCMEC referral|abducted minor|child is missing|Amber Alert"
        "|child exploited"
    ),
)
def test_a_missing_or_exploited_child_stands_in_for_a_statute(text):
    assert [offence.kind for offence in classify(text)] == [Kind.CHILD]


def test_the_words_of_a_citation_are_kept_as_typed():
    assert [o.words for o in classify("Reentry, 8 U.S.C. § 1326 (b)(2); IRC §7201")] == ["1326 (b)(2)", "7201"]


DETERMINED = (
    ("18 USC 1111", "criminal"),
    ("8 USC 1357", "civil"),
    ("8 USC 1357(g)", "criminal"),
    ("8 USC 1326", "civil"),
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("18 USC 1111", "criminal"), ("18 USC 1111(a)", "criminal"), ("18 USC 1112", "unlisted"), ("8 USC 1357(b)", "civil"),
     ("INA 287(g)", "criminal"), ("8 USC 1326", "criminal"), ("8 USC 1325", "mixed")],
)  # fmt: skip
def test_a_determination_speaks_where_the_table_is_silent(text, kind):
    assert [offence.kind for offence in classify_under(text, DETERMINED)] == [Kind(kind)]
