"""When an address is an address: graded data, every form the law names, and every way of not having one."""

from __future__ import annotations

import pytest

from requests_app.rules.addresses.both_forms import address_line, judge_both_forms
from requests_app.rules.addresses.judging import address_lines, judge_address, judge_zip, parse
from requests_app.rules.addresses.parts import read
from requests_app.rules.addresses.shapes import decide
from requests_app.rules.facts import Raised, SubjectFacts
from tests.rules.files import BOOK, TODAY, rows


def judged(address: str = "", **fields: str) -> Raised | None:
    return judge_address(SubjectFacts(address=address, **fields), BOOK, TODAY)


def accepted(address: str = "", **fields: str) -> bool:
    flag = judged(address, **fields)
    return flag is None or flag.severity == "review"


def test_of_the_graded_addresses_the_complete_are_accepted_and_the_partial_refused():
    graded = [(row["grade"], accepted(row["address"])) for row in rows("us-addresses-graded.csv")]
    complete = [ok for grade, ok in graded if grade == "complete"]
    partial = [ok for grade, ok in graded if grade == "partial"]
    assert sum(complete) / len(complete) >= 0.985
    assert sum(partial) / len(partial) <= 0.02


FULL = """
PSC 1234 Box 567, APO AE 09012
UNIT 2050 BOX 4190 APO AP 96278-2050
CMR 411 Box 3568, APO, AE 09112
USS Nimitz (CVN-68), FPO AP 96620
Unit 8400 Box 12 DPO AE 09498
Urb Las Gladiolas, 150 Calle A, San Juan, PR 00926-3232
URB LAS GLADIOLAS 150 CALLE A SAN JUAN PR 00926
Carr 2 Km 12.3 Bo Factor, Arecibo PR 00612
HC-01 BOX 2345 LAJAS PR 00667
RR 2 Box 152, Salem, IL 62881
R.R. 3, Box 12A, Ames IA 50010
Rural Route 4 Box 77 Waverly TN 37185
P.O. BOX 123 SPRINGFIELD IL
Post Office Box 99, Tulsa 74101
P O Box A, Salem, IL 62881
1600 Pennsylvania Avenue NW, Washington, DC 20500
350 Fifth Avenue, New York 10118
350 5th Ave New York 10118
One Main Plaza, Suite 200, Houston, TX 77002
N6W23001 Bluemound Rd, Waukesha, WI 53188
4500 S 2300 W, Roy, UT 84067
35 County Rd 12 Hope AR 71801
c/o Jane Roe, 45 Elm St, Dayton, OH 45402
Apt 5, 200 Elm Street, Dayton, OH 45402
Stewart Detention Center, 146 CCA Road, Lumpkin, GA 31815
12 Unknown Soldier Rd, Dayton, OH 45402
44 Homeland St, Dayton OH 45402
0 Elm St, Hartford, CT 06103
12 Test Rd, Dayton, OH 45402
12 Sameday Ave, Dayton, OH 45402
PO Box 10, Newark, NJ 07102
PO Box 0123, Newark, NJ 07102
77 None Such Ln, Dayton, OH 45402
5 Shelter Cove Rd, Hilton Head, SC 29928
123 Main St., Houston, Tx., 77002
123 Main St; Houston; TX; 77002
123 Main St, Grand Junction, CO 81501
12 Oak Ave, Coeur d'Alene, ID 83814
123 Main St # 4B, Houston, TX, 77002-1234, USA
10 Downing Street, London SW1A 2AA, United Kingdom
123 King St W, Toronto, ON M5V 1J2
Calle Reforma 123, Col. Centro, Ciudad de México, México
4a Calle 5-67 Zona 1, Ciudad de Guatemala, Guatemala
Friedrichstr. 123, 10117 Berlin, Germany
1-2-3 Ginza, Chuo-ku, Tokyo 104-0061, Japan
北京市朝阳区建国路88号, 中国
Barrio Abajo, Casa 12, Tegucigalpa, Honduras
""".strip().split("\n")

LACKING = """
77002
77002-1234
123456789
TX
Houston, TX
Houston TX 77002
123 Main St
Main Street, Houston, TX 77002
123, Houston, TX 77002
123 Houston TX 77002
Apt 4B Houston TX 77002
123 Main St, TX 77002
123 Main Street 77002
123 Main St, Houston
PO Box 123
PO Box 123, TX 77002
PO Box, Houston, TX 77002
RR 2 Box 12
APO AE 09012
PSC 1234 Box 567
General Delivery
General Delivery, Houston
Guadalajara, Mexico
Toronto, ON M5V 2T6, Canada
10117 Berlin, Germany
USA
corner of 5th and Main, Houston TX 77002
lives with brother in Houston TX 77002
123 Main St, Peru
5 Hillside Ave Jamaica
A123456789
00000
000 00th St, Newark, NJ 07102
00 Main St, Newark, NJ 07102
00000 Main St Newark NJ 07102
PO Box 000, Newark, NJ 07102
""".strip().split("\n")

STAND_INS = """
FAILED TO PROVIDE
Failed to Provide 77002
F A I L E D  T O  P R O V I D E
U N K N O W N
u.n.k.n.o.w.n
UNKNOWN ADDRESS 77002
unknown address, Houston TX 77002
unknown, unknown, TX 77002
n/a n/a
N/A, N/A, N/A 00000
none
same as above
refused
xxxx xxxx, xx 00000
HOMELESS, HOUSTON TX 77002
ICE Custody, Houston, TX 77002
???
desconocido
DESCONOCIDA, Houston, TX 77002
Dirección desconocida
Sin domicilio fijo 77002
adresse inconnue, Miami FL
неизвестен 77002
адрес неизвестен
غير معروف 77002
地址不详 77002
住所不定
주소불명
Không có địa chỉ
अज्ञात
UNKN0WN
UNKNОWN
ＵＮＫＮＯＷＮ
123 Unknown St, Houston, TX 77002
0 Unknown Street, Houston TX 77002
123 xxx st, Houston, TX 77002
123 Main St, Unknown, TX 77002
5 Same, Newark, NJ 07102
12 Test, Newark, NJ 07102
11 Asdf Asdf, Newark, NJ 07102
11 Asdf St, Newark, NJ 07102
Houston, TX - unknown street
NOT_PROVIDED
alien refused to provide address
#N/A
""".strip().split("\n")


@pytest.mark.parametrize("text", FULL)
def test_a_full_address_passes(text):
    assert judged(text) is None


@pytest.mark.parametrize("text", LACKING)
def test_an_address_that_lacks_something_is_incomplete(text):
    flag = judged(text)
    assert flag is not None
    assert (flag.code, flag.severity) == ("address.incomplete", "subject")


@pytest.mark.parametrize("text", STAND_INS)
def test_a_stand_in_is_no_address(text):
    flag = judged(text)
    assert flag is not None
    assert (flag.code, flag.severity) == ("address.placeholder", "subject")


@pytest.mark.parametrize(
    "text", ["UN\u200bKNOWN", "\u202eUNKNOWN\u202c", "UNKNOWN\u00a077002", "unknown\t\u2003address"]
)
def test_hidden_marks_and_typographic_spaces_fool_nothing(text):
    assert judged(text).code == "address.placeholder"


@pytest.mark.parametrize(
    "text", ["123 Main St\u00a0Houston\u2009TX 77002", "\u200f123 Main St, Houston, TX 77002\u200e"]
)
def test_marks_in_a_real_address_do_it_no_harm(text):
    assert judged(text) is None


@pytest.mark.parametrize("text", ["", "   ", "\u00a0\u200b", "\t\n"])
def test_nothing_is_missing(text):
    assert judged(text).code == "address.missing"


@pytest.mark.parametrize("text", ["General Delivery, Bethel, AK 99559", "GENERAL DELIVERY BETHEL AK 99559"])
def test_general_delivery_goes_to_a_person(text):
    assert judged(text) == Raised("address.incomplete", "review", "General Delivery")


@pytest.mark.parametrize(
    "text", ["PO Box 0, Newark, NJ 07102", "P.O. Box # 0 Newark NJ 07102", "RR 2 Box 0, Salem, IL 62881"]
)
def test_a_box_of_the_number_0_goes_to_a_person(text):
    assert judged(text) == Raised("address.incomplete", "review", "0 is no number of a house or box", ("0",))


def test_a_foreign_village_without_a_figure_goes_to_a_person():
    assert judged("Aldea El Rosario, San Marcos, San Marcos, Guatemala").severity == "review"


STRUCTURED = [
    {"address_line1": "123 Main St", "city": "Houston", "state": "TX", "postal_code": "77002", "country": "US"},
    {"address_line1": "123 Main St", "address_line2": "Apt 4", "city": "Houston", "state": "TX"},
    {"address_line1": "123 Main St", "city": "Houston", "postal_code": "77002"},
    {"address_line1": "PSC 12 Box 5", "city": "APO", "state": "AE", "postal_code": "09012"},
    {"address_line1": "Flat 2", "address_line2": "123 Main St", "city": "Houston", "state": "Texas"},
    {"address_line1": "12 Elm St", "city": "Newark", "state": "NJ", "postal_code": "7102"},
    {"address_line1": "Calle Reforma 123", "city": "Guadalajara", "postal_code": "44100", "country": "MX"},
    {"address": "123 Main St", "city": "Houston", "state": "TX"},
    {"address_line1": "Houston TX", "address": "123 Main St, Houston, TX 77002"},
]
UNSTRUCTURED = [
    {"address_line1": "123 Main St", "state": "TX", "postal_code": "77002"},
    {"address_line1": "Main St", "city": "Houston", "state": "TX", "postal_code": "77002"},
    {"address_line1": "Unknown", "city": "Houston", "state": "TX", "postal_code": "77002"},
    {"address_line1": "123 Main St", "city": "Unknown", "state": "TX", "postal_code": "77002"},
    {"address_line1": "123 Main St", "city": "Houston"},
    {"city": "Houston", "state": "TX", "postal_code": "77002"},
    {"postal_code": "77002"},
    {"city": "Guadalajara", "country": "MX"},
    {"country": "US"},
]


@pytest.mark.parametrize("fields", STRUCTURED)
def test_fields_make_an_address(fields):
    assert accepted(**fields)


@pytest.mark.parametrize("fields", UNSTRUCTURED)
def test_fields_that_lack_something_make_none(fields):
    assert not accepted(**fields)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("100 Sample St, Houston, TX 77002", True),
        ("100 Sample St, Houston, TX 10001", False),
        ("100 Calle A, San Juan, PR 00926", True),
        ("PSC 1 Box 2, APO AE 09012", True),
        ("100 Sample St, Newark, NJ 7102", True),
        ("100 Sample St, Newark, New Jersey", True),
        ("100 Sample St, Newark, NJ 00000", False),
        ("100 Sample St, Newark, NJ 99999-9999", False),
        ("100 Sample St Newark NJ 00000-0000 USA", False),
        ("100 Sample St, Newark, New Jersey, 00000", False),
        ("100 Sample St, Newark, NJ 00001", False),
        ("100 Sample St, Newark, NJ 710234567", False),
        ("100 Sample St, Newark, NJ 3000", False),
        ("100 Sample St, Newark, NJ 0710207103", True),
        ("Calle Reforma 123, Guadalajara, Mexico 00000", True),
        ("Calle Reforma 123, 00000 Guadalajara, Jalisco, Mexico", True),
    ],
)
def test_the_zip_belongs_to_the_state(text, right):
    assert (judge_zip(SubjectFacts(address=text), BOOK, TODAY) is None) == right


def test_a_parsed_address_says_what_it_read():
    read = parse("123 Main St Apt 4, Houston, TX 77002-1234")
    assert (read.street, read.city, read.state, read.zip) == ("123 main st apt 4", "houston", "TX", "770021234")


def test_the_trade_library_is_asked_about_few():
    untidy = {row["EARM_ADDRESS"] for row in rows("as-sent-2025.csv")} - {""}
    unclear = [line for line in untidy if decide(read(line)).complete is None]
    assert len(unclear) / len(untidy) < 0.12


def test_the_trade_library_is_not_asked_about_ordinary_addresses():
    ordinary = [text for text in FULL if "," in text]
    assert all(decide(read(text)).complete for text in ordinary if " TX" in text or " IL" in text)


MILL = "5 Mill Rd, Memphis, TN 38103"
IN_PARTS = {"address_line1": "5 Mill Rd", "city": "Memphis", "state": "TN", "postal_code": "38103"}
PLACE = {"city": "Memphis", "state": "TN", "postal_code": "38103"}


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("12 Unknown St, Memphis, TN 38103", IN_PARTS),
        (MILL, {**IN_PARTS, "address_line1": "12 Unknown St"}),
        ("General Delivery, Bethel, AK 99559", {"address_line1": "Homeless"}),
        (MILL, {"city": "Unknown"}),
        ("N/A", {"address_line1": "Unknown", **PLACE}),
    ],
)
def test_a_stand_in_that_may_be_taken_for_the_address_blocks(address, fields):
    assert judged(address, **fields).code == "address.placeholder"


@pytest.mark.parametrize("nothing", ["N/A", "none", "Unknown", "Failed to Provide", "same"])
@pytest.mark.parametrize("fields", [{}, PLACE])
def test_a_stand_in_beside_an_address_goes_to_a_person(nothing, fields):
    for given in ({"address": nothing, **IN_PARTS}, {"address": MILL, "address_line1": nothing, **fields}):
        assert judged(**given) is None and differs(**given)
        parts = [given.get(name, "") for name in ("address_line1", "address_line2", "city", "state", "postal_code")]
        assert parse(address_line(given["address"], *parts, "")).street == "5 mill rd"


@pytest.mark.parametrize("nothing", ["N/A", "none", "Unknown"])
def test_a_stand_in_in_the_second_line_of_an_address_changes_nothing(nothing):
    assert judged(**IN_PARTS, address_line2=nothing) is None
    assert not differs(MILL, **IN_PARTS, address_line2=nothing)
    assert not differs(MILL, address_line2=nothing)
    assert address_line("", "5 Mill Rd", nothing, "Memphis", "TN", "38103", "") == MILL


@pytest.mark.parametrize(
    "something", ["Apt 4", "4", "Unit NA", "N/A 4", "ND", "Homeless Shelter", "Fara", "c/o Sample"]
)
def test_a_second_line_that_may_say_something_is_read(something):
    assert (
        address_line("", "5 Mill Rd", something, "Memphis", "TN", "38103", "")
        == f"5 Mill Rd, {something}, Memphis, TN 38103"
    )
    assert something in address_lines(SubjectFacts(**IN_PARTS, address_line2=something))[0]


@pytest.mark.parametrize("fields", [{}, PLACE])
def test_a_stand_in_in_the_second_line_alone_is_no_address(fields):
    assert judged(**fields, address_line2="Unknown").severity == "subject"


def differs(address: str, **fields: str) -> bool:
    return judge_both_forms(SubjectFacts(address=address, **fields), BOOK, TODAY) is not None


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        (MILL, {**IN_PARTS, "address_line1": "7 Oak Ave"}),
        (MILL, {**IN_PARTS, "address_line2": "Apt 4"}),
        (MILL, {"address_line1": "9 Oak St"}),
        (MILL, {**IN_PARTS, "city": "Jackson", "postal_code": "38301"}),
        (MILL, {"city": "Dallas", "state": "TX", "postal_code": "75201"}),
        (MILL, {"city": "Memphis", "state": "TN", "postal_code": "38104"}),
        ("5 Mill Rd, Memphis, TN", {"city": "Jackson", "state": "TN"}),
        (MILL, {"address_line1": "Calle Reforma 123", "city": "Guadalajara", "country": "Mexico"}),
    ],
)
def test_two_addresses_in_the_two_forms_go_to_a_person(address, fields):
    assert judged(address, **fields) is None
    assert differs(address, **fields)


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        (MILL, {}),
        (MILL, IN_PARTS),
        (MILL, PLACE),
        (MILL.upper(), {**PLACE, "country": "US"}),
        ("5 Mill Road Memphis Tennessee 38103-1234", IN_PARTS),
        ("5 Mill Rd, Memphis, TN", {"city": "Memphis", "state": "Tennessee"}),
        ("5 Mill Rd", PLACE),
        ("5 Mill Rd", IN_PARTS),
        (MILL, {"address_line1": "Memphis TN"}),
        (MILL, {"address_line1": "5 Mill Road"}),
        (MILL, {"address_line1": "Apt 4"}),
        ("9 Elm St, Saint Louis, MO", {"city": "St. Louis", "state": "MO"}),
        ("9 Elm St, Newark, NJ 07102", {"city": "Newark", "state": "NJ", "postal_code": "7102.0"}),
        ("9 Elm St, Brooklyn, NY 11201", {"city": "New York", "state": "NY", "postal_code": "11201"}),
        (
            "Calle Reforma 123, Guadalajara, Mexico",
            {"address_line1": "Calle Reforma 123", "city": "Guadalajara", "country": "Mexico"},
        ),
    ],
)
def test_one_address_in_both_forms_is_one(address, fields):
    assert judged(address, **fields) is None
    assert not differs(address, **fields)


ABROAD = {"address_line1": "12 Allen Ave", "city": "Ikeja", "state": "LA", "postal_code": "00000"}


@pytest.mark.parametrize(
    ("fields", "evidence"),
    [
        ({**IN_PARTS, "postal_code": "00000"}, "00000 is no ZIP code"),
        ({**IN_PARTS, "postal_code": "99999-9999"}, "99999-9999 is no ZIP code"),
        ({**IN_PARTS, "postal_code": "75201"}, "75201 isn't in TN"),
        (
            {"address": MILL, "address_line1": "7 Oak Ave", "city": "Dallas", "state": "TX", "postal_code": "00000"},
            "00000 is no ZIP code",
        ),
        ({"address": "7 Oak Ave, Dallas, TX 00000", **IN_PARTS}, "00000 is no ZIP code"),
        (ABROAD, "00000 is no ZIP code"),
    ],
)
def test_a_zip_that_there_is_not_goes_to_a_person(fields, evidence):
    flag = judge_zip(SubjectFacts(**fields), BOOK, TODAY)
    assert (flag.code, flag.severity, flag.evidence) == ("address.zip", "review", evidence)


@pytest.mark.parametrize(
    "fields",
    [
        {**ABROAD, "country": "Nigeria"},
        {**ABROAD, "country": "NG", "postal_code": "100001"},
        {"address_line1": "Via Roma 12", "city": "Milano", "state": "MI", "postal_code": "20121", "country": "Italia"},
        {
            "address_line1": "Calle Reforma 123",
            "city": "Guadalajara",
            "state": "JAL",
            "postal_code": "00000",
            "country": "MX",
        },
        {**IN_PARTS, "postal_code": ""},
    ],
)
def test_abroad_no_zip_is_asked_for(fields):
    assert judge_zip(SubjectFacts(**fields), BOOK, TODAY) is None
