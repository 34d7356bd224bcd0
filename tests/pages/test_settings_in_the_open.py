"""Every change of a threshold, a list, an agreement, a roster, a period, an account is reached by oversight: who, when, why."""

from __future__ import annotations

import pytest

from audits.history import latest_mark
from requests_app.models import ListedStatute, Officer, Threshold
from requests_app.models.as_facts import today
from requests_app.rules.roles import Role
from requests_app.workflow import accounts, agreements, disposal, lists, recipient_keys, rosters, safeguards, statutes
from tests.cast import IDENTITIES, Cast, cast
from tests.pages.visiting import visitor

WHY = "as the memo of June decided"


@pytest.fixture
def who(db) -> Cast:
    return cast()


def threshold(who: Cast) -> str:
    row = Threshold.objects.get(name="officer_subjects")
    lists.set_threshold(row.name, 9, by=who.administrator, why=WHY, seen=latest_mark(Threshold._meta.label, row.pk))
    return f"/lists/thresholds/{row.name}/"


def words(who: Cast) -> str:
    lists.add_words("address", "zzyzx nowhere", by=who.administrator, why=WHY, sure=True)
    return "/lists/words/address/"


def statute(who: Cast) -> str:
    statutes.enter_statute("18 USC 2319(a)", kind="criminal", about="Copyright", by=who.counsel, why=WHY)
    return f"/lists/statutes/{ListedStatute.objects.get().pk}/"


def roster(who: Cast) -> str:
    rosters.add_officers(who.usao, ["Una Officer"], by=who.administrator, why=WHY)
    assert Officer.objects.filter(name="Una Officer").exists()
    return f"/lists/rosters/{who.usao.pk}/"


def agreement(who: Cast) -> str:
    agreements.add_condition(who.mou.pk, by=who.counsel, why=WHY, words="A register is kept.", due_on=None)
    return f"/agreements/{who.mou.pk}/"


def finding(who: Cast) -> str:
    made = safeguards.enter_finding(
        by=who.counsel,
        why=WHY,
        agency=who.ice,
        reference="R1",
        finding="No register.",
        opened_on=today(),
        today=today(),
    )
    return f"/safeguards/{made.pk}/"


def period(who: Cast) -> str:
    disposal.set_period("package", 9, "Schedule 1", by=who.administrator, why=WHY, seen=0)
    return "/lists/retention/package/"


def account(who: Cast) -> str:
    accounts.set_active(who.signer, False, by=who.administrator, why=WHY)
    return f"/oversight/rights/people/{who.signer.pk}/"


def right(who: Cast) -> str:
    accounts.take_role(who.signer, Role.SIGNER, who.usao, by=who.administrator, why=WHY)
    return "/oversight/rights/lines/?role=signer"


def key(who: Cast) -> str:
    (standing,) = recipient_keys.keys_of(who.recipient)
    recipient_keys.revoke(standing.pk, by=who.recipient, why=WHY)
    assert str(IDENTITIES["recipient"].to_public()) == standing.public
    return f"/oversight/rights/people/{who.recipient.pk}/"


CHANGES = [threshold, words, statute, roster, agreement, finding, period, account, right, key]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_oversight_reads_who_changed_it_and_why(who, change):
    page = visitor(who.oversight).get(change(who))
    assert page.status_code == 200
    assert WHY in page.content.decode()
