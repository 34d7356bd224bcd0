"""The matter, the officer, and the removal order behind a charge of willful failure to depart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from requests_app.rules.facts import Shared, SubjectFacts
from requests_app.rules.flags import CODES
from requests_app.rules.matters import judge_matter, judge_matter_load
from requests_app.rules.officers import judge_officer_load, judge_officer_named, officer_key
from requests_app.rules.orders import judge_order
from tests.rules.files import BOOK, TODAY, UNDER_MEMORANDUM, listed

REFERENCES = listed(
    "HSI-2024-000001|GJ 24-117|GJ-24-117|4:24-cr-00117|24-CR-117|1:24-mj-00012|24 Cr. 117 (JSR)|case no. 12345"
    "|Case #12345|No. 24-117|Sealed matter SDTX-24-0099|Under Seal 24-mj-77|FBI 318A-HQ-1234567|DEA MH-22-0042"
    "|ICE-HSI-HO07QR24HO0001|HO07QR24HO0001|2024R00123|USAO 2024R00123|2024-0417|20240417|123456"
    "|Grand Jury No. 23-04|Grand jury 2024-2|GJ2024-001|A-24-117|INV-0001|Matter 77|Operation Iron 2024-01"
    "|OCDETF NY-NYE-0789|EXP-2024-1|HSI New York NY02QR24NY0005|C1234|A200070667|invest. 2024/33|2024/0033"
    "|ERO-24-1"
)
NO_REFERENCES = listed(
    "|   |n/a|N/A|none|None|pending|TBD|unknown|sealed|SEALED|Sealed case|under seal|sealed matter"
    "|sealed indictment|grand jury|Grand Jury matter|GJ|case|case number|Case No.|ongoing investigation"
    "|open investigation|criminal investigation|Investigation pending|no case number|to be assigned"
    "|not yet assigned|will be provided|see attached|see file|various|multiple|same|same as above|000000"
    "|0000-0000|0|1|12|-|--|?|xxx|XXX-XX-XXXX|HSI|HSI-|HSI-0000-000000|HSI-XXXX-XXXXXX|HSI-2024-XXXXXX"
    "|Operation Iron|Operation Streamline|desconocido|pendiente|sin número|no asignado|sellado|inconnu|en cours"
    "|unbekannt|不明|保密|待定|密封|неизвестно|سري|غير معروف|no disponible|confidential|classified"
    "|law enforcement sensitive|restricted|withheld|redacted|not applicable|administrative|removal"
    "|removal proceedings|final order|deportation case|immigration case|test|asdf|abc|N/A 2024|pending 2024"
    "|TBD 2025|unknown 123|case 1|Case 0|No. 0|#|sealed 2024|case number pending 2025|2024|2025|FY2024|year 2024"
    "|99999999|11111"
)
PERSONS = listed(
    "Linh Agent9|Smith|J. Smith|SA John Smith|John Smith; Jane Roe|John Smith / Jane Roe|John Smith, Jane Roe"
    "|Smith, John|SMITH, JOHN Q|Special Agent John Smith|S/A John Smith|Det. John Smith|Officer Smith|Agent Lee"
    "|Ng|Li Ng|O'Brien|D'Angelo Ice|Jean-Luc Ba|José Núñez|李伟|Иван Петров|محمد علي|SSA Maria Del Rio"
    "|AUSA Ann Bell|DO R. Field|John Smith (HSI)|John Smith, Special Agent, HSI|HSI SA John Smith"
    "|smith@ice.dhs.gov|John Agent|Grace Case|Will Field|John Team|Duty, John|May Field|Inspector Ali"
    "|Federal Agent Lee|Group Supervisor Ann Bell|TFO Ann Bell|SAC Bell|Trooper Ann Bell|Dr. Ann Bell|Ms. Bell"
    "|Mr Bell|Task Force Officer Bell|Resident Agent in Charge Bell|Postal Inspector Bell|Deputy Marshal Bell"
    "|Deputy U.S. Marshal Ann Bell|Agent Ann Bell #1234|Badge 1234 Bell|CBPO Bell|BPA Bell|IEA Bell"
    "|Ann Bell and others|Ann Bell et al."
)
NO_PERSONS = listed(
    "|  |Unknown|unk|N/A|None|TBD|pending|various|Various officers|multiple|multiple agents|ICE|HSI|ERO|DHS"
    "|ICE officers|ICE ERO Houston|HSI Houston|Houston Field Office|Special Agent|SA|Agent|Agents|Case agent"
    "|case officer|Deportation officer|DO|SDDO|Assigned agent|To be assigned|not assigned|unassigned|see attached"
    "|see roster|on file|duty officer|Duty agent|Supervisor|Field Office Director|FOD|Task force|OCDETF|Team 4"
    "|Squad 12|Unit B|Group 3|12345|Badge 1234|#1234|J S|J.S.|JS|A.B.|xxx|XX|Officer|Officer 1|Officer X|Agent X"
    "|Agent 9|John Doe|Jane Doe|same|same as above|self|all|any officer|all agents|ICE personnel"
    "|authorized personnel|ICE employee|desconocido|oficial|agente|inconnu|不明|неизвестно|N.N.|Mr.|test"
    "|Special Agent in Charge|SAC|RAC|AUSA|Assistant United States Attorney|U.S. Attorney's Office|Prosecutor|FBI"
    "|FBI agent|Department of Homeland Security|Immigration and Customs Enforcement"
    "|Homeland Security Investigations|Enforcement and Removal Operations|ERO officer|Law enforcement"
    "|Law enforcement officer|Government|agency|the officer|the case agent|Deputy|Marshal|Detective|Inspector"
    "|Analyst|Intelligence analyst|mission support|Data team|National Lead Team|DOGE|ICE HQ|HQ|headquarters"
    "|officer TBD|Agent unknown|SA unknown|SA TBD|Special Agent (pending)|ICE-ERO|ICE/ERO|HSI/ICE"
    "|ICE - ERO - Houston|pending assignment|rotating|on-call|confidential|undercover|CI|redacted|withheld"
)


def matter(number: str, opened: str = "2025-02-03"):
    return judge_matter(SubjectFacts(case_number=number, case_opened=opened), BOOK, TODAY)


@pytest.mark.parametrize(
    "number", ["HSI-2024-000001", "GJ 24-117", "4:24-cr-00117", "case no. 12345", "Sealed matter SDTX-24-0099"]
)
def test_a_reference_with_its_opening_date_passes(number):
    assert matter(number) is None


@pytest.mark.parametrize(
    "number", ["", "n/a", "pending", "unknown", "sealed", "000000", "0", "1", "Operation Iron", "xxx-xx-xxxx"]
)
def test_no_reference_blocks(number):
    assert matter(number).severity == "subject"


@pytest.mark.parametrize("number", REFERENCES)
def test_references_of_many_agencies_pass(number):
    assert matter(number) is None


@pytest.mark.parametrize("number", NO_REFERENCES)
def test_what_stands_in_for_a_reference_blocks(number):
    assert matter(number).severity == "subject"


@pytest.mark.parametrize("opened", ["45000", "Feb. 3, 2025", "3 Feb 2025", "02032025", "2025-FEB-03"])
def test_an_opening_date_in_its_spellings_passes(opened):
    assert matter("HSI-2024-000001", opened) is None


@pytest.mark.parametrize(
    "opened", ["", "unknown", "99999", "2025-02-30", "2049-01-01", "2026-11-23", "1066-10-14", "2025"]
)
def test_no_opening_date_that_can_be_right_blocks(opened):
    assert matter("HSI-2024-000001", opened).severity == "subject"


def test_one_matter_for_more_than_the_threshold_goes_to_counsel():
    loads = [judge_matter_load(SubjectFacts(shared=Shared(matter=n)), BOOK, TODAY) for n in (50, 51)]
    assert (loads[0], loads[1].severity) == (None, "review")


@pytest.mark.parametrize(
    "name", ["Linh Agent9", "Smith", "J. Smith", "SA John Smith", "John Smith; Jane Roe", "李伟", "D'Angelo Ice"]
)
def test_a_person_is_an_officer(name):
    assert judge_officer_named(SubjectFacts(officer_name=name), BOOK, TODAY) is None


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "Unknown",
        "ICE",
        "Special Agent",
        "Various",
        "TBD",
        "HSI Special Agent",
        "n/a",
        "ICE officers",
        "12345",
        "J S",
    ],
)
def test_a_unit_a_title_or_a_stand_in_is_none(name):
    assert judge_officer_named(SubjectFacts(officer_name=name), BOOK, TODAY).severity == "subject"


@pytest.mark.parametrize("name", PERSONS)
def test_persons_with_their_titles_pass(name):
    assert judge_officer_named(SubjectFacts(officer_name=name), BOOK, TODAY) is None


@pytest.mark.parametrize("name", NO_PERSONS)
def test_units_titles_and_stand_ins_of_many_kinds_block(name):
    assert judge_officer_named(SubjectFacts(officer_name=name), BOOK, TODAY).severity == "subject"


ROSTER = replace(BOOK, roster=frozenset(map(officer_key, ("Ann Bell", "Special Agent José Núñez", "Smith, John"))))


@pytest.mark.parametrize(
    "name",
    ["Ann Bell", "ANN BELL", "Bell, Ann", "SA Ann Q. Bell", "Jose Nunez", "John Smith",
     "Someone Else; Ann Bell", "Someone Else, Ann Bell",
     "Ann Marie Bell", "Ann Bell (HSI)"],
)  # fmt: skip
def test_an_officer_on_the_roster_passes_however_written(name):
    assert judge_officer_named(SubjectFacts(officer_name=name), ROSTER, TODAY) is None


@pytest.mark.parametrize("name", ["Ann Belle", "Ann", "Bell", "Someone Else", "Anna Bell", "John Bell"])
def test_an_officer_who_is_not_on_a_roster_kept_in_full_blocks(name):
    flag = judge_officer_named(SubjectFacts(officer_name=name), ROSTER, TODAY)
    assert (flag.severity, flag.evidence, flag.words) == ("subject", "not on the agency's roster", (name,))


def test_one_officer_for_more_than_the_threshold_goes_to_counsel():
    loads = [judge_officer_load(SubjectFacts(shared=Shared(officer=n)), BOOK, TODAY) for n in (250, 251)]
    assert (loads[0], loads[1].evidence) == (None, "251 subjects")


def order(
    statute="8 USC 1253(a)(1)(A)",
    on="2024-03-01",
    case="A200000001",
    ground="8 USC 1227(a)(1)(B)",
    book=UNDER_MEMORANDUM,
):
    facts = SubjectFacts(statute=statute, removal_order_date=on, removal_order_case=case, removal_ground=ground)
    flag = judge_order(facts, book, TODAY)
    return flag.severity.value if flag else ""


def test_a_final_order_that_bears_the_offense_passes():
    assert order() == ""


@pytest.mark.parametrize(
    "changed", [{"on": ""}, {"on": "unknown"}, {"on": "2049-01-01"}, {"case": ""}, {"case": "n/a"}]
)
def test_what_the_agreement_asks_for_and_is_not_there_blocks(changed):
    assert order(**changed) == "subject"


@pytest.mark.parametrize(
    "changed",
    [
        {"on": "2026-10-01"},
        {"on": "2026-10-01", "statute": "8 USC 1253(a)(1)"},
        {"ground": "8 USC 1182(a)(6)"},
        {"ground": ""},
    ],
)
def test_an_order_that_may_not_bear_the_offense_goes_to_counsel(changed):
    assert order(**changed) == "review"


def test_the_ninety_days_are_of_letter_a():
    assert order(on="2026-10-01", statute="8 USC 1253(a)(1)(B)") == ""


def test_both_grounds_pass():
    assert order(ground="8 USC 1227(a)(2); 8 USC 1182(a)(6)") == ""
    assert order(ground="INA 237(a)(1)(B)") == ""


@pytest.mark.parametrize("statute", ["8 USC 1326", "", "8 USC 1253(b)"])
def test_it_is_asked_for_that_offense_only(statute):
    assert order(statute=statute, on="") == ""


def test_it_is_asked_under_an_agreement_only():
    assert order(on="", book=BOOK) == ""


@pytest.mark.parametrize(
    "ground",
    listed(
        "237(a)(1)(B)|Sec. 237(a)(2)(A)(iii)|§ 237(a)(1)|237a1B|INA § 237(a)(6)|8 U.S.C. § 1227(a)(2)"
        "|1227(a)(2)(A)(iii)|8:1227(a)(1)(B)"
        "|section 237(a)(1)(B) of the Act|237(a)(1)(A), 212(a)(6)(A)(i)|deportable INA237(a)(1)(A)"
    ),
)
def test_grounds_of_deportability_in_their_spellings_pass(ground):
    assert order(ground=ground) == ""


@pytest.mark.parametrize(
    "ground", listed("212(a)(6)(A)(i)|INA § 212(a)(7)|1182(a)(6)|unknown|overstay|inadmissible|2122")
)
def test_grounds_of_inadmissibility_alone_and_none_go_to_counsel(ground):
    assert order(ground=ground) == "review"


@pytest.mark.parametrize("on", listed("3/1/2024|March 1, 2024|01-MAR-24|45352|2024.03.01|20240301|03/01/2024 00:00:00"))
def test_a_final_order_date_in_its_spellings_passes(on):
    assert order(on=on) == ""


@pytest.mark.parametrize(
    "on", listed("2024-02-30|13/13/2024|2024|March 2024|see file|99/99/9999|2026-11-23|11/23/2026")
)
def test_a_final_order_date_that_cannot_be_or_has_not_come_blocks(on):
    assert order(on=on) == "subject"


def test_the_ninetieth_day_is_the_last():
    assert order(on="2026-08-25") == "review"
    assert order(on="2026-08-24") == ""


@pytest.mark.parametrize("given", ["HSI-2025-0000", "HSI-2025", "ICE 0000"])
def test_whose_reference_is_of_letters_and_zeros_reads_why_it_is_none(given):
    assert judge_matter(SubjectFacts(case_number=given, case_opened="2025-01-02"), BOOK, TODAY)
    assert "with a year or zeros alone, as HSI-2025-0000, are no reference" in CODES["matter.missing"].remedy
