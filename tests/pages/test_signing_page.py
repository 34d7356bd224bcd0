"""The signer's page: reads, signs in again, attests, sends in."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import encrypt
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape

from audits.acting import SETUP, acting
from audits.models import AccessRecord
from requests_app import tasks
from requests_app.models import DisclosureRequest, Signature
from requests_app.rules.transitions import Status
from requests_app.workflow import submission
from requests_app.workflow.naming import NAMES_SIGNED
from tests.cast import WHY, Cast, cast, draft, fresh, version, walk
from tests.pages.visiting import visitor

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PDF = b"%PDF-1.7 invented"


@pytest.fixture
def who(db) -> Cast:
    cache.clear()
    made = cast()
    with acting(by=SETUP, why="a test"):
        made.signer.password = make_password("right")
        made.signer.save(update_fields=["password"])
        Authenticator.objects.create(user=made.signer, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})
    return made


@pytest.fixture
def ready(who) -> DisclosureRequest:
    return walk(who, draft(who), Status.AWAITING_SIGNATURE)


def place(one: DisclosureRequest) -> str:
    return f"/requests/{one.pk}/sign/"


def signed(one: DisclosureRequest, **changes: object) -> dict[str, object]:
    code = totp.format_hotp_value(totp.hotp_value(SECRET, int(time.time()) // 30))
    return {
        "seen": version(one),
        "office": "us_attorney",
        "capacity": "holder",
        "title": "United States Attorney",
        "attest": "on",
        "password": "right",
        "code": code,
        **changes,
    }


def test_the_page_shows_all_that_is_signed(who, ready):
    page = visitor(who.signer).get(place(ready))
    text = page.content.decode()
    assert ready.purpose in text
    assert "Demofield" in text
    assert escape(page.context["text"]) in text
    assert page.context["hash"] in text
    assert not page.context["refusals"]


def test_signing_keeps_the_very_words_on_the_screen_and_the_hash(who, ready):
    browser = visitor(who.signer)
    page = browser.get(place(ready)).context
    assert browser.post(place(ready), signed(ready)).url == f"/requests/{ready.pk}/"
    kept = Signature.objects.get()
    assert (kept.text, kept.text_version, kept.content_hash) == (page["text"], page["version"], page["hash"])
    assert (kept.text, kept.text_version) == submission.attestation_for(ready)
    assert (kept.person, kept.office, kept.title) == (who.signer, "us_attorney", "United States Attorney")
    assert fresh(ready).status == Status.COMPLETENESS


@pytest.mark.parametrize("field", ["title", "instrument"])
@pytest.mark.parametrize("words", ["Counsel for Carl Demofield", "Attorney 905–66–0011"])
def test_a_title_and_an_instrument_name_no_taxpayer(who, ready, field, words):
    before = version(ready)
    answer = visitor(who.signer).post(place(ready), signed(ready, **{field: words}))
    assert answer.status_code == 422 and answer.context["form"].errors == {field: [NAMES_SIGNED]}
    assert words in answer.content.decode()
    assert not Signature.objects.exists()
    assert (fresh(ready).status, version(ready)) == (Status.AWAITING_SIGNATURE, before)


def test_two_workers_are_sent_for_at_once(who, ready, monkeypatch, django_capture_on_commit_callbacks):
    rung = []
    monkeypatch.setattr(tasks, "ring", lambda task, pk: rung.append((task, pk)))
    with django_capture_on_commit_callbacks(execute=True):
        visitor(who.signer).post(place(ready), signed(ready))
    assert rung == [(tasks.judge_request, ready.pk), (tasks.match_request, ready.pk)]


def test_pressing_twice_signs_once(who, ready):
    browser, form = visitor(who.signer), signed(ready)
    assert [browser.post(place(ready), form).status_code for _ in range(2)] == [302, 302]
    assert Signature.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"password": "wrong"}, {"code": "000000"}, {"password": ""}, {"code": ""}])
def test_whoever_cant_sign_in_again_doesnt_sign(who, ready, wrong):
    answer = visitor(who.signer).post(place(ready), signed(ready, **wrong))
    assert answer.status_code == 200
    assert "United States Attorney" in answer.content.decode()
    assert not Signature.objects.exists()
    assert fresh(ready).status == Status.AWAITING_SIGNATURE


@pytest.mark.parametrize("missing", ["office", "capacity", "title", "attest"])
def test_nothing_is_left_out(who, ready, missing):
    answer = visitor(who.signer).post(place(ready), signed(ready, **{missing: ""}))
    assert missing in answer.context["form"].errors
    assert not Signature.objects.exists()


def test_a_delegate_names_the_instrument(who, ready):
    answer = visitor(who.signer).post(place(ready), signed(ready, capacity="delegate"))
    assert "instrument" in answer.context["form"].errors


def test_an_office_of_no_listed_class_is_refused_with_the_law(who, ready):
    answer = visitor(who.signer).post(place(ready), signed(ready, office="none"))
    assert answer.status_code == 409
    assert any("6103(i)(2)(A)" in reason for reason in answer.context["trouble"].reasons)
    assert not Signature.objects.exists()


def test_an_old_page_signs_nothing(who, ready):
    answer = visitor(who.signer).post(place(ready), signed(ready, seen=version(ready) - 1))
    assert answer.status_code == 409
    assert not Signature.objects.exists()


def test_the_signed_letter_is_kept_sealed(who, ready):
    letter = SimpleUploadedFile("letter.pdf", PDF)
    visitor(who.signer).post(place(ready), signed(ready, letter=letter))
    kept = Signature.objects.get()
    assert kept.letter_name == "letter.pdf"
    assert PDF not in bytes(kept.letter_sealed)


def test_the_signed_letter_is_read_by_who_reads_the_request_and_the_look_is_recorded(who, ready):
    visitor(who.signer).post(place(ready), signed(ready, letter=SimpleUploadedFile("our letter.pdf", PDF)))
    kept = Signature.objects.get(disclosure_request=ready)
    there = f"/requests/{ready.pk}/signatures/{kept.pk}/letter/"
    for name in ("liaison", "counsel", "approver", "oversight"):
        answer = visitor(who.people()[name]).get(there)
        assert (answer.content, answer.headers["Content-Type"]) == (PDF, "application/pdf")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{ready.number}-signed-letter.pdf"'
        assert AccessRecord.objects.latest("id").kind == "signed letter"
    assert visitor(who.ice_liaison).get(there).status_code == 404
    assert visitor(who.counsel).get(there.replace(f"/{kept.pk}/", "/987654321/")).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"), [("letter.pdf", b"MZ words"), ("letter.exe", b"MZ"), ("big.pdf", PDF + b"x" * (10 << 20))]
)
def test_a_letter_that_is_none_is_refused_before_anything_is_signed(who, ready, name, content):
    answer = visitor(who.signer).post(place(ready), signed(ready, letter=SimpleUploadedFile(name, content)))
    assert "letter" in answer.context["form"].errors
    assert not Signature.objects.exists()


def test_whoever_drafted_doesnt_sign_and_is_told_why(who, ready):
    page = visitor(who.liaison).get(place(ready))
    assert page.status_code == 404


def test_a_draft_cant_be_signed_yet(who):
    page = visitor(who.signer).get(place(draft(who)))
    assert page.context["refusals"]
    assert 'name="password"' not in page.content.decode()


def test_what_cant_be_signed_says_so_before_everything_else(who):
    text = visitor(who.signer).get(place(draft(who))).content.decode()
    assert text.index("You can't sign this now") < text.index("What is asked")
    assert "Your signature covers" not in text


def test_a_signature_that_came_too_late_claims_to_keep_nothing_but_the_words_it_shows(who, ready):
    sent = signed(ready, capacity="delegate", instrument="Order 12 of 2026")
    submission.take_back(ready.pk, by=who.signer, why=WHY, seen=version(ready))
    text = visitor(who.signer).post(place(ready), sent).content.decode()
    assert "Nothing of yours was carried out." in text and "What you typed is still here" not in text
    assert "Order 12 of 2026" in text[text.index("to copy it") :]


def test_a_label_that_asks_is_not_followed_by_a_colon(who, ready):
    text = visitor(who.signer).post(place(ready), {"seen": version(ready)}).content.decode()
    assert "In what capacity do you sign?</a> Say in what capacity" in text
    assert "Your office</a>: Choose" in text
