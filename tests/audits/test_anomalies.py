"""What stands out among looks, by the pure functions: each kind with its numbers, and how rarely ordinary work does."""

from datetime import date, datetime
from random import Random

import pytest

from audits.anomalies import Counted, Norm, denials, norm_of, off_hours, own_norm, peers_norm, stands_out, volume
from audits.anomaly_limits import LIMITS, with_shipped
from audits.working_time import WASHINGTON, day_off, holidays, span, working_span

SHIPPED = with_shipped({})
TUESDAY = date(2026, 6, 2)


def counted(person: int = 1, **more: object) -> Counted:
    given = {"person_name": f"P{person}", "role": "specialist", "looks": 1, "look_ids": (3, 2, 1)}
    return Counted(person_id=person, **(given | more))


def test_a_norm_is_the_median_and_what_is_usual_about_it():
    norm = norm_of([20, 22, 24, 26, 500])
    assert (norm.median, norm.days) == (24, 5)
    assert norm.spread == pytest.approx(6, abs=0.1)


def test_a_norm_of_equal_days_has_a_spread_all_the_same():
    assert norm_of([8] * 30) == Norm(8, 4.0, 30)
    assert norm_of([]) is None


def test_few_days_or_few_peers_make_no_norm():
    assert own_norm([5] * 9) is None
    assert own_norm([5] * 10) is not None
    assert peers_norm({1: [5] * 40, 2: [5] * 40}, without=1) is None
    assert peers_norm({1: [5] * 40, 2: [5] * 10, 3: [6] * 10}, without=1).people == 2


def test_a_volume_is_explained_with_its_own_median_and_the_peers():
    own = {1: [23] * 30}
    peers = {"specialist": {1: [23] * 30, 2: [31] * 30, 3: [31] * 30}}
    found = volume([counted(subjects=412)], TUESDAY, own, peers, SHIPPED)
    assert [f.sentence for f in found] == ["Looked at 412 subjects on June 2, 2026; own median day 23, peers’ 31."]
    assert found[0].figures["peers"] == {"median": 31, "spread": 7.8, "days": 60, "people": 2}
    assert found[0].look_ids == (3, 2, 1)


def test_below_the_floor_nothing_stands_out():
    assert not stands_out(SHIPPED["volume_floor"] - 1, norm_of([1] * 30), norm_of([1] * 30, 2), SHIPPED)


def test_much_for_oneself_but_not_among_peers_is_no_anomaly():
    assert not stands_out(200, norm_of([10] * 30), norm_of([150] * 30, 3), SHIPPED)


def test_a_habit_of_ones_own_excuses_nothing():
    assert stands_out(900, norm_of([900] * 30), norm_of([20] * 60, 3), SHIPPED)


def test_without_any_norm_a_fixed_number_counts():
    assert [stands_out(n, None, None, SHIPPED) for n in (299, 300)] == [False, True]


def test_looks_by_night_are_told_with_their_hours():
    late = datetime(2026, 6, 2, 23, 42, tzinfo=WASHINGTON)
    found = off_hours([counted(looks=4, first=late, last=late.replace(minute=59))], TUESDAY, SHIPPED)
    hours = "outside working hours (6 a.m. to 8 p.m. in Washington)"
    assert found[0].sentence == f"4 looks on June 2, 2026, {hours}: from 11:42 p.m. to 11:59 p.m."


def test_looks_on_a_holiday_name_it():
    noon = datetime(2026, 7, 3, 12, 0, tzinfo=WASHINGTON)
    found = off_hours([counted(looks=3, first=noon, last=noon)], date(2026, 7, 3), SHIPPED)
    assert found[0].sentence == "3 looks on July 3, 2026, which is Independence Day: at 12:00 p.m."


def test_two_looks_by_night_are_no_anomaly():
    assert off_hours([counted(looks=2)], TUESDAY, SHIPPED) == []


def test_many_refusals_are_told_with_what_was_tried_most():
    found = denials([counted(looks=14, by_kind={"page": 12, "subject": 2}), counted(2, looks=9)], TUESDAY, SHIPPED)
    assert [(f.person_id, f.sentence) for f in found] == [
        (
            1,
            "Was refused 14 times on June 2, 2026, mostly at what the access log calls “page” (12); "
            "10 refusals on a day stand out.",
        )
    ]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 1, 19), "Birthday of Martin Luther King, Jr."),
        (date(2026, 5, 25), "Memorial Day"),
        (date(2026, 6, 19), "Juneteenth National Independence Day"),
        (date(2026, 7, 3), "Independence Day"),
        (date(2026, 11, 26), "Thanksgiving Day"),
        (date(2021, 12, 31), "New Year’s Day"),
        (date(2025, 1, 20), "Birthday of Martin Luther King, Jr."),
        (date(2021, 1, 20), "Inauguration Day"),
        (date(2026, 6, 6), "a Saturday"),
        (date(2026, 6, 2), ""),
        (date(2019, 6, 19), ""),
    ],
)
def test_federal_holidays_are_kept_as_the_statute_says(day, name):
    assert day_off(day) == name


def test_a_year_has_eleven_holidays_but_for_new_years_kept_on_the_last_of_december():
    assert [len(holidays(year)) for year in (2021, 2022, 2023, 2026)] == [11 + 2, 11 - 1, 11, 11]


def test_the_day_the_clocks_change_has_its_own_length():
    begin, end = span(date(2026, 3, 8))
    assert (end.timestamp() - begin.timestamp()) / 3600 == 23
    begin, end = working_span(TUESDAY, 6, 20)
    assert (begin.hour, end.hour) == (6, 20)


def test_every_limit_ships_within_its_bounds():
    assert all(one.least <= one.value <= one.most for one in LIMITS.values())


def ordinary_days(people: int, days: int, seed: int, big_day: float = 0) -> tuple[int, int]:
    """Simulate ordinary work and return (person-days, anomalies).

    Five roles; each person's day is log-normal about a median of his or her own (5 to 40 subjects); with the chance `big_day` a
    big case triples it; one person-day in thirty has a late look or two; a mistyped address is refused on one day in five.
    """
    dice, found = Random(seed), 0
    medians = {who: dice.uniform(5, 40) for who in range(1, people + 1)}
    own: dict[int, list[int]] = {who: [] for who in medians}
    for number in range(days):
        by_role = {f"role {r}": {w: own[w][-42:] for w in medians if w % 5 == r} for r in range(5)}
        today = []
        for who, median in medians.items():
            big = 3 if dice.random() < big_day else 1
            today.append(
                counted(who, role=f"role {who % 5}", subjects=round(median * big * dice.lognormvariate(0, 0.45)))
            )
        late = [counted(w, looks=dice.choice((1, 1, 2))) for w in medians if dice.random() < 1 / 30]
        refused = [counted(w, looks=dice.randint(1, 3), by_kind={"page": 1}) for w in medians if dice.random() < 1 / 5]
        if number >= 20:
            last = {who: own[who][-42:] for who in medians}
            found += len(volume(today, TUESDAY, last, by_role, SHIPPED))
            found += len(off_hours(late, TUESDAY, SHIPPED)) + len(denials(refused, TUESDAY, SHIPPED))
        for one in today:
            own[one.person_id].append(one.subjects)
    return people * (days - 20), found


def test_ordinary_work_stands_out_on_fewer_than_one_person_day_in_five_hundred():
    figures = [ordinary_days(40, 140, seed) for seed in range(5)]
    days, alarms = (sum(column) for column in zip(*figures, strict=True))
    assert days == 24_000
    assert alarms / days < 1 / 500, f"{alarms} of {days}"


def test_of_days_on_which_a_big_case_triples_the_work_most_pass_too():
    days, alarms = ordinary_days(40, 140, 7, big_day=1 / 40)
    assert alarms < days / 40 / 3, f"{alarms} of about {days / 40:.0f} such days"
