"""Statutes that the shipped table doesn't list: counsel determines them in writing, and withdraws, never changes.

The classification of listed statutes is code: what contradicts it is refused here. 26 U.S.C. 6103(i)(1)(A)(i), (i)(2)(A).
"""

from __future__ import annotations

from datetime import date

from audits.acting import acting

from ..access import agencies_by_role
from ..models import ListedStatute, Person
from ..rules.roles import Role
from ..rules.statutes.offences import Offence, classify
from ..rules.statutes.table import Kind
from .kept import locked, one_at_a_time
from .refused import Refused, demand

NOT_COUNSEL = "Statutes are determined and withdrawn by counsel only."
TITLES = frozenset(range(1, 55)) - {53}
"""Titles of the United States Code; 53 is reserved. Source: Office of the Law Revision Counsel."""
_LONGEST = 60


def _is_counsel(by: Person) -> None:
    if not agencies_by_role(by).get(Role.COUNSEL):
        raise Refused([NOT_COUNSEL])


def unlisted(text: str) -> Offence:
    """Return the one citation of a text that the table doesn't list. Raises Refused, saying what is there instead."""
    found = classify(text)
    if len(found) != 1 or found[0].kind in (Kind.UNREADABLE, Kind.CHILD) or len(found[0].canonical) > _LONGEST:
        raise Refused(["Cite one statute of the United States Code, with its title and section, as in 18 USC 1111(a)."])
    title = found[0].canonical.partition(" ")[0]
    if title.isdigit() and int(title) not in TITLES:
        raise Refused([f"The United States Code has no title {title}: correct the citation."])
    if found[0].kind != Kind.UNLISTED:
        listed = f"The rules list {found[0].canonical} already: {found[0].kind.label}."
        raise Refused([f"{listed} What they list is code and isn't determined here."])
    return found[0]


def enter_statute(citation: str, *, kind: str, about: str, by: Person, why: str) -> ListedStatute:
    """Determine what a citation is that the table doesn't list; `why` is counsel's words, with the authority.

    From the commit the rules go by it, for the citation and what lies below it; subjects judged before are judged again.
    Raises Refused.
    """
    _is_counsel(by)
    canonical = unlisted(citation).canonical
    demand([] if kind in ListedStatute.Kind.values else ["Say whether it is criminal, civil or a matter of tax."])
    demand([] if about.strip() else ["Say what the statute is about."])
    demand([] if why.strip() else ["Give the authority, in words."])
    with acting(by=by, why=why):
        one_at_a_time(by)
        if ListedStatute.objects.filter(citation=canonical, withdrawn_on=None).exists():
            raise Refused([f"{canonical} is determined already. Withdraw that first if it is to be something else."])
        return ListedStatute.objects.create(citation=canonical, kind=kind, about=about, words=why, entered_by=by)


def withdraw_statute(statute_id: int, *, by: Person, why: str, on: date) -> ListedStatute | bool:
    """Withdraw a determination as of today (`on`), in writing: the citation is unlisted again.

    Returns False if it was withdrawn already. Raises Absent, Refused.
    """
    _is_counsel(by)
    demand([] if why.strip() else ["Say in writing why it is withdrawn."])
    with acting(by=by, why=why):
        row = locked(ListedStatute, statute_id)
        if row.withdrawn_on is not None:
            return False
        row.withdrawn_on, row.withdrawn_words = on, why
        row.save(update_fields=["withdrawn_on", "withdrawn_words"])
    return row
