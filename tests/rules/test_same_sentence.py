"""When two reasons are one sentence: names, figures and dates swapped make no other; other facts do."""

from __future__ import annotations

from collections import Counter
from itertools import product
from random import Random

import pytest

from requests_app.rules.reasons.judging import reason_form, reason_key
from tests.rules.files import listed, sample
from tests.rules.test_reasons import CASES, SPECIFIC

FIRST = listed("Ana|Luis|José|Minh|Siobhán|Jean-Pierre|Ana-Maria|Dmitri|Zoë|Mary|Robert|Oluwaseun|Li|Fatima|Omar")
LAST = listed(
    "de la Cruz|O'Brien|O’Neill|Smith|García|van der Berg|Nguyen|al-Masri|ibn Khaldun|Müller|Lopez-Garcia|D'Angelo"
    "|St. John|dos Santos|McDonald|Öztürk|Kowalczyk|Mock|Invented"
)
CITY = listed("Houston|El Paso|San Juan|St. Louis|New York|Los Angeles|Ames|Winston-Salem|Fort Worth|Miami")
DATE = listed(
    "March 3, 2024|3 Mar 2024"
    "|03/04/2024|2024-03-04|the 21st of May 2019|on or about June 2, 2020|Friday, July 1|2021|April 2022"
)
SUM = listed("$4,500|$912.50|USD 700|four thousand dollars|12 hundred dollars|$3 million|twenty thousand dollars")
CASE = listed("24-cr-00123|HSI-2024-000777|GJ 24-117|A200000001|No. 12")
SENTENCES = listed(
    "Grand jury subpoena returns in matter {case} put {who} at a residence used to store forged permits."
    "|{who} received {sum} from the shell company on {date}; the address on file would show where the checks were mailed."
    "|On {date}, agents saw {who} carry boxes of counterfeit cards into {number} Oak Street, {city}."
    "|According to {other}, {he} paid {sum} for a false passport on {date} and lives at {number} Elm Ave, {city}."
    "|Special Agent {other} interviewed the landlord in {city} on {date}, who said that {who} paid the rent in cash of {sum}."
    "|{other} told investigators that {who} drove the van on {date} from {city} with {count} migrants hidden in it."
    "|Phone records of {other} place {who} near {city} on {date}, when the {sum} ransom was collected from the family."
)
COPIES = 40


def copies(sentence: str, random: Random) -> list[tuple[str, str]]:
    """Return copies of a sentence with everything swapped, each with its subject's name."""

    def person() -> str:
        return f"{random.choice(FIRST)} {random.choice(('', 'Q. '))}{random.choice(LAST)}"

    made = []
    for _ in range(COPIES):
        who = person()
        slots = {
            "case": CASE,
            "sum": SUM,
            "date": DATE,
            "city": CITY,
            "he": ("he", "she", "they"),
            "count": ("eleven", "9"),
        }
        chosen = {slot: random.choice(values) for slot, values in slots.items()}
        text = sentence.format(who=who, other=person(), number=random.randint(1, 9999), **chosen)
        made.append((text, who))
    return made


def found(disguise=str) -> float:
    """Return the share of swapped copies that are found to be one sentence with more than five others."""
    random = Random(7)
    shared = 0
    for sentence in SENTENCES:
        counts = Counter(reason_key(disguise(text), who) for text, who in copies(sentence, random))
        shared += sum(times for times in counts.values() if times > 5)
    return shared / (COPIES * len(SENTENCES))


def test_swapped_copies_are_one_sentence():
    assert found() == 1


def test_typographic_signs_make_no_difference():
    assert found(lambda text: text.replace("'", "’").replace("; ", " – ").replace(", ", " , ")) == 1


@pytest.mark.parametrize("disguise", [str.upper, str.lower])
def test_most_swapped_copies_are_found_without_both_kinds_of_letters(disguise):
    assert found(disguise) > 0.9


ACTORS = listed(
    "A cooperating witness|Bank records|Utility records|Two former employees|A border camera|Seized ledgers"
)
ACTS = listed(
    "show that he drove migrants across the river|place her in the stash house|name her as buyer of fentanyl"
    "|list him as signer of the false invoices|prove she cashed stolen checks|record him threatening the witness"
)
MEANS = listed("through a nephew|with a rented truck|under his brother's name|at a motel|by courier|from a garage")
USES = listed(
    "the return's address would disprove his alibi|the address would show who received the cards"
    "|the mailing address would corroborate the lease|the filing address would tell where the proceeds were sent"
)


@pytest.mark.parametrize("case", [str, str.upper, str.lower])
def test_reasons_with_other_facts_are_other_sentences(case):
    distinct = [case(f"{a} {b} {c}; {d}.") for a, b, c, d in product(ACTORS, ACTS, MEANS, USES)]
    counts = Counter(map(reason_key, distinct))
    assert sum(times for times in counts.values() if times > 5) == 0


@pytest.mark.parametrize("case", [str, str.upper, str.lower])
def test_no_two_specific_reasons_are_one_sentence(case):
    specific = [text for _, code, text in CASES if code == "nothing"]
    assert len({reason_key(case(text)) for text in specific}) == len(specific)


def test_few_clean_rows_of_the_sample_share_a_sentence():
    counts = Counter(
        reason_key(f.reason, f.first_name, f.middle_name, f.last_name, f.entity_name, f.officer_name)
        for f in sample()
        if len(f.reason) > 60
    )
    assert sum(times for times in counts.values() if times > 5) < 0.05 * counts.total()


def test_in_capitals_the_subjects_own_name_is_known():
    other = "Grand jury subpoena returns in matter 777 put Omar O'Sham-bo at a residence used to store forged permits."
    assert reason_key(SPECIFIC) == reason_key(other)
    assert reason_key(SPECIFIC.upper(), "Ines", "Mock") == reason_key(other.upper(), "Omar", "O'Sham-bo")


def test_order_articles_and_pronouns_make_no_difference():
    assert reason_form("On Monday he paid the landlord cash for a stash house.") == reason_form(
        "She paid cash to her landlord for that stash house on 3 May."
    )


def test_dates_and_sums_are_swapped_out():
    assert reason_form("He paid $4,500 on 4/5/2024 in matter 12.") == reason_form(
        "He paid $9 on 2025-01-02 in matter 7."
    )


def test_a_title_in_capitals_still_says_what_it_says():
    assert reason_key("Wire Fraud Against The Clinic") != reason_key("Bank Robbery Against The Branch")


def test_other_scripts_are_compared_by_their_words():
    assert reason_key("Изъятая тетрадь от 3 мая показывает оплату за паспорта") == reason_key(
        "Изъятая тетрадь от 9 мая показывает оплату за паспорта"
    )
    assert reason_key("扣押的账本显示其收取款项") != reason_key("银行记录显示其支付租金")


def test_another_sentence_reads_otherwise():
    assert reason_key(SPECIFIC) != reason_key(SPECIFIC.replace("forged permits", "stolen mail"))


def test_a_blank_reason_has_no_key():
    assert reason_key("") == reason_key(" \u200b") == reason_key("12/3 - 44") == ""


def test_a_key_is_short_whatever_the_reason():
    assert len(reason_key("word " * 200_000)) == 32
