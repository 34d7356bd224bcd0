"""Every change of a threshold, a list, an agreement, a roster, a period, an account is reached by oversight: who, when, why."""

from __future__ import annotations

import pytest

from audits.history import latest_mark
from requests_app.models import ListedStatute, RetentionPeriod, Threshold
from requests_app.models.as_facts import today
from requests_app.rules.roles import Role
from requests_app.workflow import accounts, agreements, disposal, lists, recipient_keys, rosters, safeguards, statutes
from tests.cast import IDENTITIES, Cast, cast
from tests.pages.visiting import visitor

WHY = "as the memo of June decided"
"""Where the row was made in the same transaction, one event bears the first reason: then what changed is looked for."""


@pytest.fixture
def who(db) -> Cast:
    return cast()


def threshold(who: Cast) -> tuple[str, str]:
    row = Threshold.objects.get(name="officer_subjects")
    lists.set_threshold(row.name, 8123, by=who.administrator, why=WHY, seen=latest_mark(Threshold._meta.label, row.pk))
    return f"/lists/thresholds/{row.name}/", "<td>8123</td>"


def words(who: Cast) -> tuple[str, str]:
    lists.add_words("address", "zzyzx nowhere", by=who.administrator, why=WHY, sure=True)
    return "/lists/words/address/", "zzyzx nowhere"


def statute(who: Cast) -> tuple[str, str]:
    statutes.enter_statute("18 USC 2319(a)", kind="criminal", about="Copyright", by=who.counsel, why=WHY)
    return f"/lists/statutes/{ListedStatute.objects.get().pk}/", WHY


def roster(who: Cast) -> tuple[str, str]:
    rosters.add_officers(who.usao, ["Ursula Brandvold"], by=who.administrator, why=WHY)
    return f"/lists/rosters/{who.usao.pk}/", "<td>Ursula Brandvold</td>"


def agreement(who: Cast) -> tuple[str, str]:
    agreements.add_condition(who.mou.pk, by=who.counsel, why=WHY, words="A register is kept.", due_on=None)
    return f"/agreements/{who.mou.pk}/", "<td>A register is kept.</td>"


def finding(who: Cast) -> tuple[str, str]:
    made = safeguards.enter_finding(
        by=who.counsel,
        why=WHY,
        agency=who.ice,
        reference="R1",
        finding="No register.",
        opened_on=today(),
        today=today(),
    )
    return f"/safeguards/{made.pk}/", WHY


def period(who: Cast) -> tuple[str, str]:
    row = RetentionPeriod.objects.get(name="package")
    seen = latest_mark(RetentionPeriod._meta.label, row.pk)
    disposal.set_period("package", 9, "Schedule 1", by=who.administrator, why=WHY, seen=seen)
    return "/lists/retention/package/", "<td>Schedule 1</td>"


def account(who: Cast) -> tuple[str, str]:
    accounts.set_active(who.signer, False, by=who.administrator, why=WHY)
    return f"/oversight/rights/people/{who.signer.pk}/", WHY


def right(who: Cast) -> tuple[str, str]:
    accounts.take_role(who.signer, Role.SIGNER, who.usao, by=who.administrator, why=WHY)
    return "/oversight/rights/lines/?role=signer", WHY


def key(who: Cast) -> tuple[str, str]:
    (standing,) = recipient_keys.keys_of(who.recipient)
    recipient_keys.revoke(standing.pk, by=who.recipient, why=WHY)
    assert str(IDENTITIES["recipient"].to_public()) == standing.public
    return f"/oversight/rights/people/{who.recipient.pk}/", WHY


CHANGES = [threshold, words, statute, roster, agreement, finding, period, account, right, key]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_oversight_reads_what_changed_by_whom_and_why(who, change):
    place, told = change(who)
    page = visitor(who.oversight).get(place)
    assert page.status_code == 200
    assert told in page.content.decode()
