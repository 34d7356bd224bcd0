"""A file in the browser: sent, mapped, read, judged; what each row lacks; and every bad file gets a clear answer."""

import csv
import io
import shlex
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils.html import escape

from audits.models import AccessRecord
from requests_app import tasks
from requests_app.intake import cancelling, judging
from requests_app.intake.check_summary import COMMAND, EXITS, USES
from requests_app.models import Batch, DisclosureRequest
from requests_app.models.batch import BatchStatus
from requests_app.rules.columns import COLUMNS, codes_of, flags_on_rows
from requests_app.rules.facts import TEMPLATE_COLUMNS
from requests_app.rules.flags import CODES
from requests_app.rules.numbering import ROWS
from requests_app.rules.transitions import Status
from tests.cast import Cast, cast, draft, fresh, subject_fields, walk
from tests.pages.visiting import queries_of, visitor

HEADER = ("last_name", "first_name", "address", "tax_periods", "statute")
GOOD = ("Demofield", "Carl", "476 Prototype Ave, Phoenix, AZ 85004", "2022", "18 USC 1546(a)")


@pytest.fixture
def who(db) -> Cast:
    return cast()


def table(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()


def place(one: DisclosureRequest, rest: str = "") -> str:
    return f"/requests/{one.pk}/uploads/{rest}"


def send(browser, one: DisclosureRequest, content: bytes, name: str = "file.csv", key: str = ""):
    form = {"file": SimpleUploadedFile(name, content), "key": key or str(uuid.uuid4())}
    return browser.post(place(one, "new/"), form)


def mapped(browser, batch: Batch, **chosen: str):
    """Accept what the headings suggest, with these choices."""
    at = place(batch.disclosure_request, f"{batch.pk}/columns/")
    form = browser.get(at).context["form"]
    return browser.post(at, {name: form[name].value() or "" for name in form.fields} | chosen)


def work(batch: Batch) -> Batch:
    """Do what the worker does."""
    tasks.read_batch(batch.pk)
    tasks.judge_batch(batch.pk)
    batch.refresh_from_db()
    return batch


def read(who: Cast, one: DisclosureRequest, content: bytes, name: str = "file.csv") -> Batch:
    browser = visitor(who.liaison)
    send(browser, one, content, name)
    batch = Batch.objects.latest("id")
    mapped(browser, batch)
    return work(batch)


def test_a_file_goes_from_the_form_to_its_rows(who):
    one, browser = draft(who), visitor(who.liaison)
    answer = send(browser, one, table(GOOD))
    batch = Batch.objects.get()
    assert answer.url == place(one, f"{batch.pk}/columns/")
    assert mapped(browser, batch).url == place(one, f"{batch.pk}/")
    assert work(batch).status == BatchStatus.DONE
    page = browser.get(place(one, f"{batch.pk}/")).content.decode()
    assert "1 row read: 1 accepted, 0 rejected" in page and "text with commas between the columns, utf-8" in page


def test_sending_twice_keeps_one_file(who):
    one, browser, key = draft(who), visitor(who.liaison), str(uuid.uuid4())
    first, second = (send(browser, one, table(GOOD), key=key) for _ in range(2))
    assert first.url == second.url
    assert Batch.objects.count() == 1


def test_no_file_says_so(who):
    one = draft(who)
    answer = visitor(who.liaison).post(place(one, "new/"), {"key": str(uuid.uuid4())})
    assert "No file was chosen" in answer.content.decode()


BAD = {
    "empty": (b"", "file.csv", "The file is empty"),
    "unclosed quote": (b'last_name\n"A\nB\n', "file.csv", "never closed"),
    "no workbook": (b"words", "file.xlsx", "isn&#x27;t an Excel workbook"),
}


@pytest.mark.parametrize(("content", "name", "words"), BAD.values(), ids=BAD.keys())
def test_a_file_that_cant_be_read_says_why(who, content, name, words):
    one, browser = draft(who), visitor(who.liaison)
    answer = browser.get(send(browser, one, content, name).url)
    page = answer.content.decode()
    assert words in page and "text with commas" not in page
    assert one.subjects.count() == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_files_in_other_encodings_are_read(who, encoding):
    one = draft(who)
    content = table((GOOD[0], "Zoë", *GOOD[2:])).decode().encode(encoding)
    assert read(who, one, content).rows_accepted == 1
    assert one.subjects.get(row=2).first_name == "Zoë"


def test_the_same_file_twice_is_recognised(who):
    one, browser = draft(who), visitor(who.liaison)
    first = place(one, f"{read(who, one, table(GOOD)).pk}/")
    page = browser.get(send(browser, one, table(GOOD)).url).content.decode()
    assert "already uploaded" in page and f'href="{first}">Go to the upload of this very file' in page
    assert one.subjects.count() == 2


def test_the_mapping_page_names_what_the_statute_wants_and_no_column_carries(who):
    one, browser = draft(who), visitor(who.liaison)
    page = browser.get(send(browser, one, table(("A", "1 Main St"), header=("LAST_NAME", "EARM_ADDRESS"))).url)
    assert "the specific reason" in page.context["lacking"]
    assert page.context["form"]["column_1"].value() == "address"
    assert ("1 Main St" in page.content.decode()) is False


def test_a_field_is_taken_from_one_column_only(who):
    one, browser = draft(who), visitor(who.liaison)
    send(browser, one, table(GOOD))
    batch = Batch.objects.get()
    answer = mapped(browser, batch, column_1="last_name")
    assert "is already taken from" in answer.content.decode()
    batch.refresh_from_db()
    assert batch.status == BatchStatus.RECEIVED


def test_a_refused_file_leads_to_another_one(who):
    one, browser = draft(who), visitor(who.liaison)
    page = browser.get(at := send(browser, one, b"").url).content.decode()
    assert f'/requests/{one.pk}/uploads/new/">Choose another file' in page and "this very file" not in page
    assert "Choose another file" not in visitor(who.signer).get(at).content.decode()


def test_mapping_twice_is_mapping_once(who):
    one, browser = draft(who), visitor(who.liaison)
    send(browser, one, table(GOOD))
    batch = Batch.objects.get()
    at = place(one, f"{batch.pk}/columns/")
    chosen = {f"column_{n}": name for n, name in enumerate(HEADER)}
    assert {browser.post(at, chosen).url for _ in range(2)} == {place(one, f"{batch.pk}/")}


def test_what_the_rows_lack_stands_with_code_sentence_remedy_and_citation(who):
    one = draft(who)
    batch = read(who, one, table(GOOD, ("", "Ann", "Unknown", "", "8 USC 1227")))
    page = visitor(who.liaison).get(place(one, f"{batch.pk}/")).content.decode()
    for code in ("name.missing", "address.placeholder", "period.missing", "statute.civil", "reason.missing"):
        assert code in page
    assert escape(CODES["address.placeholder"].remedy) in page
    assert "6103(i)(2)(B)(ii)" in page


def test_rows_that_are_no_rows_are_counted_and_explained(who):
    one = draft(who)
    batch = read(who, one, table(GOOD) + b"too,few\r\n")
    assert (batch.rows_read, batch.rows_accepted, batch.rows_rejected) == (2, 1, 1)
    page = visitor(who.liaison).get(place(one, f"{batch.pk}/")).content.decode()
    assert "have as many cells as the header has columns" in page


def test_the_list_of_rows_is_a_recorded_look_with_the_files_row_numbers(who):
    one = draft(who, subject_fields(), subject_fields(last_name="Second"))
    batch = read(who, one, table(GOOD, (*GOOD[:4], "")))
    answer = visitor(who.liaison).get(place(one, f"{batch.pk}/rows/?code=statute.missing"))
    assert [s.row for s in answer.context["listing"].subjects] == [4]
    assert answer.context["row_shift"] == -2
    assert AccessRecord.objects.filter(why="listed the rows of an upload").count() == 1


def test_a_row_of_a_file_and_the_subject_that_it_became_are_called_by_different_words(who):
    one, browser = draft(who, subject_fields(), subject_fields(last_name="Second")), visitor(who.liaison)
    batch = read(who, one, table((*GOOD[:4], "")), name="people.csv")
    page = browser.get(place(one, f"{batch.pk}/rows/")).content.decode()
    assert (
        'Correct<span class="usa-sr-only"> row 1 of people.csv</span>' in page
        and "subject 3" not in page
        and ROWS in page
    )
    (third,) = one.subjects.filter(batch=batch)
    at = f"/requests/{one.pk}/subjects/{third.pk}/"
    for rows, named in (("?rows=file", "Correct row 1 of people.csv"), ("", "Correct subject 3")):
        assert f'aria-label="{named}"' in browser.get(at + rows, headers={"HX-Request": "true"}).content.decode()
    page = browser.get(at).content.decode()
    assert f"Subject 3 of {one.number}" in page and f"It came as row 1 of people.csv. {ROWS}" in page
    page = browser.get(f"/requests/{one.pk}/subjects/").content.decode()
    assert 'Correct<span class="usa-sr-only"> subject 3</span>' in page and "row 3" not in page


def test_the_problems_file_holds_the_screens_words_and_no_tax_data(who):
    one = draft(who)
    batch = read(who, one, table(GOOD, ("Secretname", "Ann", "Unknown", "", "8 USC 1227")) + b"too,few\r\n")
    answer = visitor(who.liaison).get(place(one, f"{batch.pk}/problems.csv"))
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeffrow")
    rows = list(csv.DictReader(io.StringIO(text[1:])))
    assert {r["row (1 is the first below the headings)"] for r in rows} == {"1", "2", "3"}
    placeholder = next(r for r in rows if r["code"] == "address.placeholder")
    assert placeholder["what is wrong"] == CODES["address.placeholder"].sentence
    assert placeholder["column"] == "Address in one line"
    assert "Secretname" not in text
    assert "Demofield" not in text
    assert AccessRecord.objects.filter(act="download", kind="row problems", object_id=batch.pk).count() == 1


def test_the_problems_file_names_the_column_of_an_address_that_is_at_fault(who):
    one, header = draft(who), ("last_name", "first_name", "address", "address_line1", "city", "state", "postal_code")
    street, name = "Prototype Ave", ("Demofield", "Carl")
    at_fault = {
        (street, "Unknown", "", "", ""): "Street and number",
        (street, "-", "", "", ""): "Street and number",
        ("", "Unknown", "Phoenix", "AZ", "85004"): "Street and number",
        ("Unknown", street, "Phoenix", "AZ", "85004"): "Address in one line",
    }
    batch = read(who, one, table(*((*name, *address) for address in at_fault), header=header))
    browser = visitor(who.liaison)
    text = b"".join(browser.get(place(one, f"{batch.pk}/problems.csv")).streaming_content).decode("utf-8-sig")
    rows = [r for r in csv.DictReader(io.StringIO(text)) if r["code"] == "address.placeholder"]
    assert [r["column"] for r in rows] == list(at_fault.values())
    for subject, column in zip(one.subjects.filter(batch=batch).order_by("row"), at_fault.values(), strict=True):
        form = browser.get(f"/requests/{one.pk}/subjects/{subject.pk}/").context["form"]
        (there,) = (
            r.field.label for g in form.groups() for r in g.rows for f in r.flags if f.code == "address.placeholder"
        )
        assert there == column


def test_no_heading_of_the_file_becomes_a_formula_in_the_problems_file(who):
    one, heading, browser = draft(who), "=cmd|calc!A0", visitor(who.liaison)
    send(browser, one, table((*GOOD, "a\x00b"), header=(*HEADER, heading)))
    batch = Batch.objects.get()
    mapped(browser, batch, column_5="entity_name")
    work(batch)
    answer = browser.get(place(one, f"{batch.pk}/problems.csv"))
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [r["column"] for r in rows] == [f"'{heading}"]


def test_the_page_asks_for_itself_while_work_is_under_way_and_then_no_more(who):
    one, browser = draft(who), visitor(who.liaison)
    send(browser, one, table(GOOD))
    batch = Batch.objects.get()
    mapped(browser, batch)
    page = browser.get(place(one, f"{batch.pk}/")).content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert 'aria-live="polite"' in page
    work(batch)
    part = browser.get(place(one, f"{batch.pk}/standing/"), headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in part
    assert 'id="upload-live" hx-swap-oob="innerHTML"' in part


def test_cancelling(who):
    one, browser = draft(who), visitor(who.liaison)
    send(browser, one, table(GOOD))
    batch = Batch.objects.get()
    assert browser.post(place(one, f"{batch.pk}/cancel/")).status_code == 302
    batch.refresh_from_db()
    assert batch.status == BatchStatus.CANCELLED


def test_a_second_click_on_cancel_says_what_the_first_one_did(who):
    """It said “The upload wasn't cancelled”, of one that was."""
    one, browser = draft(who), visitor(who.liaison)
    send(browser, one, table(GOOD))
    at = place(one, f"{Batch.objects.get().pk}/cancel/")
    for _ in range(2):
        page = browser.post(at, follow=True).content.decode()
        assert "The upload was cancelled." in page and "wasn&#x27;t cancelled" not in page


def test_an_upload_that_is_done_is_not_cancelled(who):
    one = draft(who)
    batch = read(who, one, table(GOOD))
    answer = visitor(who.liaison).post(place(one, f"{batch.pk}/cancel/"))
    assert answer.status_code == 409 and "wasn&#x27;t cancelled" in answer.content.decode()


@pytest.mark.usefixtures("small_chunks")
def test_a_page_asks_once_before_an_upload_is_cancelled_and_says_what_is_dropped(who):
    one, browser, batch = half_judged(who)
    at = place(one, f"{batch.pk}/cancel/")
    for page in (place(one, f"{batch.pk}/"), place(one, f"{batch.pk}/standing/")):
        shown = browser.get(page).content.decode()
        assert f'href="{at}"' in shown and f'action="{at}"' not in shown
    asked = without_breaks(browser, at)
    assert "1,000</strong> rows of <strong>file.csv</strong> are in the request so far." in asked
    assert "all of them leave the request; their record stays." in asked and "Every other subject" in asked
    batch.refresh_from_db()
    assert batch.status == BatchStatus.JUDGING and one.subjects.filter(outcome="dropped").count() == 0
    browser.post(at)
    assert "Cancel again, in your name</button>" in without_breaks(visitor(who.recipient), at)
    tasks.drop_batch(batch.pk)
    assert browser.get(at).url == place(one, f"{batch.pk}/")
    assert visitor(who.ice_liaison).get(at).status_code == 404


def test_an_upload_whose_columns_are_asked_for_is_cancelled_by_a_page_that_asks_too(who):
    one, browser = draft(who), visitor(who.liaison)
    send(browser, one, table(GOOD))
    batch = Batch.objects.get()
    at = place(one, f"{batch.pk}/cancel/")
    shown = browser.get(place(one, f"{batch.pk}/columns/")).content.decode()
    assert f'href="{at}"' in shown and f'formaction="{at}"' not in shown
    assert "No row of <strong>file.csv</strong> is in the request so far." in without_breaks(browser, at)


def without_breaks(browser, at) -> str:
    return " ".join(browser.get(at).content.decode().split())


@pytest.mark.usefixtures("small_chunks")
def test_how_far_it_is_stands_on_the_page_after_a_reload(who):
    one, browser = draft(who), visitor(who.liaison)
    send(browser, one, table(*[GOOD] * 1_500))
    batch = Batch.objects.get()
    mapped(browser, batch)
    at = place(one, f"{batch.pk}/")
    assert "0 rows read of about 1,500." in browser.get(at).content.decode()
    tasks.read_batch(batch.pk)
    assert "0 of 1,500 rows judged." in browser.get(at).content.decode()
    judging.judge_chunk(batch.pk)
    page = browser.get(at).content.decode()
    assert "1,000 of 1,500 rows judged." in page and "Time left: less than a minute." in page
    assert (
        '<progress class="desk-progress" max="1500" value="1000"' in page
        and "rows each second" in page
        and "Rows a second" not in page
    )
    judging.judge_chunk(batch.pk)
    assert "1,500 of 1,500 rows judged. What they share with others is being counted." in without_breaks(browser, at)


def half_judged(who):
    """Return a draft, its liaison's browser and a file of 1,500 rows, of which 1,000 are judged."""
    one, browser = draft(who), visitor(who.liaison)
    send(browser, one, table(*[GOOD] * 1_500))
    batch = Batch.objects.get()
    mapped(browser, batch)
    tasks.read_batch(batch.pk)
    judging.judge_chunk(batch.pk)
    return one, browser, batch


@pytest.mark.usefixtures("small_chunks")
def test_a_cancelled_file_says_how_many_rows_are_still_to_be_dropped(who):
    one, browser, batch = half_judged(who)
    at = place(one, f"{batch.pk}/")
    assert browser.post(f"{at}cancel/").url == at
    page = browser.get(at).content.decode()
    assert "1,000 rows that were added already are still to be dropped." in page and 'hx-trigger="every 2s"' in page
    assert "Cancel again" not in page  # that is for somebody else, should the first have lost the right
    assert "Cancel again, in your name" in visitor(who.recipient).get(at).content.decode()
    cancelling.drop_some(batch.pk)
    assert "Its rows are dropped; what the others share is being counted anew." in browser.get(at).content.decode()
    tasks.drop_batch(batch.pk)
    assert "Cancelled. None of its rows is in the request." in without_breaks(browser, at)


@pytest.mark.usefixtures("small_chunks")
def test_a_cancelled_file_does_not_read_as_one_whose_rows_were_taken(who):
    """1,000 rows were accepted before it was cancelled, and the pages went on saying so."""
    one, browser, batch = half_judged(who)
    browser.post(place(one, f"{batch.pk}/cancel/"))
    tasks.drop_batch(batch.pk)
    assert "<dt>Accepted, then dropped</dt>" in browser.get(place(one, f"{batch.pk}/")).content.decode()
    on_request = without_breaks(browser, f"/requests/{one.pk}/")
    assert "None of its rows is in the request" in on_request and "1,000 accepted" not in on_request


def test_headings_that_are_the_same_are_told_apart_by_their_number(who):
    one, browser = draft(who), visitor(who.liaison)
    send(browser, one, table((*GOOD, "x", "y", "z", "z"), header=(*HEADER, "Reason", "Reason", "Odd", "Odd")))
    page = browser.get(place(one, f"{Batch.objects.get().pk}/columns/"))
    labels = [field.label for field in page.context["form"]]
    assert labels[-4:] == ["Reason (column 6)", "Reason (column 7)", "Odd (column 8)", "Odd (column 9)"]
    assert page.context["doubts"] == [
        "Columns 6 and 7 are called Reason: say which of them is “Specific reason”.",
        "Columns 8 and 9 are called Odd: nothing but the number tells them apart.",
    ]
    assert one.subjects.exclude(outcome="dropped").count() == 1


def test_columns_that_may_be_the_same_are_named_in_the_order_of_their_numbers(who):
    one, browser = draft(who), visitor(who.liaison)
    send(browser, one, table((*GOOD, "x"), header=(*HEADER, "EARM_ADDRESS")))
    page = browser.get(place(one, f"{Batch.objects.get().pk}/columns/"))
    assert page.context["doubts"] == [
        "Columns 3 and 6 are called address and EARM_ADDRESS: say which of them is “Address in one line”."
    ]


@pytest.mark.usefixtures("small_chunks")
def test_who_cancelled_it_and_goes_back_is_not_asked_to_cancel_it_again(who):
    one, browser, batch = half_judged(who)
    at = place(one, f"{batch.pk}/cancel/")
    browser.post(at)
    assert browser.get(at).url == place(one, f"{batch.pk}/")


def test_no_file_is_taken_once_it_is_with_the_irs(who):
    one = walk(who, draft(who), Status.COMPLETENESS)
    answer = send(visitor(who.liaison), one, table(GOOD))
    assert answer.status_code == 409
    assert not Batch.objects.exists()


def test_while_a_file_is_open_the_request_isnt_handed_over(who):
    one, browser = draft(who), visitor(who.liaison)
    send(browser, one, table(GOOD))
    answer = browser.post(f"/requests/{one.pk}/hand-over/", {"seen": fresh(one).version})
    assert "An upload isn&#x27;t finished" in answer.content.decode()


@pytest.mark.parametrize("rest", ["", "standing/", "columns/", "rows/", "problems.csv", "rejected.csv"])
def test_another_agency_finds_no_upload(who, rest):
    one = draft(who)
    batch = read(who, one, table(GOOD))
    own = draft(who, ice=True)
    assert visitor(who.ice_liaison).get(place(one, f"{batch.pk}/{rest}")).status_code == 404
    assert visitor(who.ice_liaison).get(place(own, f"{batch.pk}/{rest}")).status_code == 404


def test_the_template_is_the_columns_that_are_read(who):
    browser = visitor(who.liaison)
    header = b"".join(browser.get("/requests/template/subjects.csv").streaming_content).decode().strip()
    assert header.split(",") == list(TEMPLATE_COLUMNS)
    page = browser.get("/requests/template/").content.decode()
    assert all(f"<code>{name}</code>" in page for name in TEMPLATE_COLUMNS)


def test_each_column_is_explained_with_an_example_and_its_flags(who):
    page = visitor(who.liaison).get("/requests/template/").content.decode()
    for name, column in COLUMNS.items():
        row = page[page.index(f"<code>{name}</code></th>") :].partition("</tr>")[0]
        assert column.example and f"<td>{escape(column.example)}</td>" in row
        assert escape(column.hint) in row and escape(column.asked) in row
        assert all(f'href="#flag-{code.id}"' in row for code in codes_of(name))
    for code in flags_on_rows():
        row = page[page.index(f'id="flag-{code.id}"') :].partition("</tr>")[0]
        assert escape(code.sentence) in row and escape(code.remedy) in row


def test_the_example_is_a_row_that_carries_no_flag(who, tmp_path):
    content = b"".join(visitor(who.liaison).get("/requests/template/example.csv").streaming_content)
    header, row = csv.reader(io.StringIO(content.decode()))
    assert header == list(TEMPLATE_COLUMNS) and set(row) < {column.example for column in COLUMNS.values()} | {""}
    file = tmp_path / "example.csv"
    file.write_bytes(content)
    for arguments in ((), ("--agreement", "MOU-2025-04")):
        out = io.StringIO()
        call_command("check_file", str(file), *arguments, stdout=out, stderr=io.StringIO())
        assert out.getvalue() == '{"row": 1, "codes": []}\n'


def test_the_upload_page_leads_to_the_check_and_its_examples_are_true(who, tmp_path, monkeypatch):
    one, browser = draft(who), visitor(who.liaison)
    assert 'href="/requests/template/#check"' in browser.get(place(one, "new/")).content.decode()
    page = browser.get("/requests/template/").content.decode()
    assert 'id="check"' in page and all(
        f"<dt>Exit code {code}</dt><dd>{escape(EXITS[code])}</dd>" in page for code in EXITS
    )
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_bytes(
        table((*GOOD, "x"), header=("last_name", "EARM_ADDRESS", *HEADER[3:], "Notes", "x"))
    )
    for arguments in USES:
        assert escape(f"{COMMAND} {arguments}") in page
    with pytest.raises(SystemExit) as end:
        call_command("check_file", *shlex.split(list(USES)[2]), stdout=io.StringIO(), stderr=io.StringIO())
    assert end.value.code == 1


def test_few_queries(who):
    one = draft(who)
    batch = read(who, one, table(GOOD, *((f"P{n}", *GOOD[1:]) for n in range(40))))
    assert queries_of(visitor(who.liaison), place(one, f"{batch.pk}/")) <= 20
    assert queries_of(visitor(who.liaison), place(one, f"{batch.pk}/rows/")) <= 40
