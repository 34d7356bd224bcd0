"""Charts as they are drawn: right with nothing, one thing, huge values and long labels; no inline style."""

import re
from xml.etree import ElementTree

import pytest
from django.template import Context, Template

from requests_app.figures.charts import Bar, Bars, Columns, Multiples, Range, Ranges, Stack, Stacks, Steps

WORDS = ("id", "A title", "What it shows.", "requests")
HUGE = 1_280_000
LONG = "Asks for returns or taxpayer return information, which are disclosed on a judge’s order only & never here"


def drawn(chart):
    return Template("{% load charts %}{% chart chart %}").render(Context({"chart": chart}))


def bars(*values):
    return tuple(Bar(f"{LONG} {n}", value, f"/rows/?key={n}") for n, value in enumerate(values))


def every(*values):
    """One of each kind of chart, with these values."""
    ranges = tuple(Range(LONG, 0, value / 2, value, "/rows/", "said") for value in values)
    stacks = tuple(Stack(LONG, (Bar("a", value, "/a/"), Bar("b", value / 2, "/b/"))) for value in values)
    made = {
        "bars": Bars(*WORDS, bars(*values)),
        "columns": Columns(*WORDS, bars(*values)),
        "steps": Steps(*WORDS, bars(*values)),
        "ranges": Ranges(*WORDS, ranges),
        "stacks": Stacks(*WORDS, ("One", "Two"), stacks),
    }
    return {**made, "multiples": Multiples("m", "A title", "What it shows.", (made["columns"],))}


KINDS = list(every())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("values", [(), (0,), (0, 0), (1,), (HUGE,), (1, HUGE, 0), tuple(range(60))])
def test_it_is_well_formed_whatever_it_holds(kind, values):
    made = drawn(every(*values)[kind])
    root = ElementTree.fromstring(f"<div>{made}</div>")
    numbers = re.findall(r'(?:x|x1|x2|cx|width)="(-?[\d.]+)%"', made)
    assert all(0 <= float(number) <= 100 for number in numbers)
    assert all(float(one.get("height", "0")) >= 0 for one in root.iter("rect"))
    assert "nan" not in made.lower()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_said_in_words_where_there_is_nothing_to_draw(kind):
    assert "here." in drawn(every()[kind])
    assert "<svg" not in drawn(every()[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_it_has_a_title_a_description_and_no_inline_style_or_script(kind):
    made = drawn(every(3, 5)[kind])
    assert made.count("<svg") <= made.count("<title id=") + made.count("chart__swatch")
    assert re.search(r'aria-labelledby="[\w-]+-title [\w-]+-desc"', made)
    assert not re.search(r"<style|<script|\sstyle=|\son\w+=", made)


@pytest.mark.parametrize("kind", ["bars", "columns", "steps", "ranges", "stacks"])
def test_each_mark_is_a_link_that_is_read_aloud(kind):
    links = re.findall(r'<a class="chart__link" href="([^"]+)" aria-label="([^"]+)"', drawn(every(3, 5)[kind]))
    assert len(links) >= 2
    assert all(address.startswith("/") and label for address, label in links)


def test_without_an_address_a_mark_is_a_named_picture():
    made = drawn(Bars(*WORDS, (Bar("One", 3),)))
    assert 'role="img" aria-label="One: 3 requests"' in made
    assert "<a " not in made


def test_one_of_a_kind_is_said_in_the_singular():
    assert 'aria-label="One: 1 request"' in drawn(Bars(*WORDS, (Bar("One", 1),)))
    assert 'aria-label="One: 1 stay that ended"' in drawn(Bars(*WORDS[:3], "stays that ended", (Bar("One", 1),)))


def test_series_are_told_apart_by_pattern_and_named_beside_it():
    made = drawn(every(3)["stacks"])
    assert set(re.findall(r'fill="url\(#(id-\w+)\)"', made)) == {"id-pale", "id-full"}
    assert all(f'id="{name}"' in made for name in ("id-pale", "id-full"))
    assert "</svg>One</li>" in made


def test_what_it_names_is_escaped():
    made = drawn(Bars("id", "<b>", "&", "x", (Bar("<script>", 1, '/"><b>'),)))
    assert "<script" not in made
    assert "<b>" not in made


def test_a_number_stands_inside_a_bar_only_where_a_phone_has_no_room_outside():
    made = drawn(Bars(*WORDS, (Bar("Full", HUGE * 1.5), Bar("Half", HUGE / 2))))
    inside = re.findall(r"chart__inside[^>]*>([^<]+)<", made)
    assert inside == ["1,920,000"]
