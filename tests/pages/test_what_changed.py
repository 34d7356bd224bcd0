"""What changed since the request was last sent in. These tests commit: each change is a transaction of its own."""

from requests_app.rules.transitions import Status
from requests_app.workflow import deciding
from tests.cast import add, cast, draft, subject_fields, version, walk
from tests.pages.visiting import visitor


def place(one, rest: str = "") -> str:
    return f"/requests/{one.pk}/{rest}"


def text(answer) -> str:
    return answer.content.decode()


def test_a_returned_request_shows_what_changed_since(committed_db):
    who = cast()
    one = walk(who, draft(who), Status.COMPLETENESS)
    deciding.return_to_agency(one.pk, by=who.specialist, why="Why", seen=version(one), reason_codes=["no_period"])
    browser = visitor(who.liaison)
    assert "Nothing yet." in text(browser.get(place(one)))
    subject = one.subjects.get()
    edited = {"address_line1": "12 Larch Road", "only": "", "seen": version(one)}
    form = browser.get(place(one, f"subjects/{subject.pk}/"))
    browser.post(
        place(one, f"subjects/{subject.pk}/"), {**subject_fields(), **edited, "opened": form.context["form"].opened}
    )
    add(who, one, **subject_fields(last_name="Second"))
    shown = text(browser.get(place(one)))
    assert "1 subject was corrected: subject 1 (street and number)." in shown
    assert "1 subject was added: subject 2." in shown
