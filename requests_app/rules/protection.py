"""The list kept under (i)(6): information isn't disclosed where that would identify a confidential informant or seriously
impair a civil or criminal tax investigation. 26 U.S.C. 6103(i)(6).

Whether somebody stands on the list is compared before a rule is asked; a rule sees yes or no, and never why.
"""

from __future__ import annotations

from datetime import date

from .facts import Audience, Book, Raised, Severity, SubjectFacts


def judge_protected(facts: SubjectFacts, book: Book, today: date) -> Raised | None:
    """Raise subject.protected for named counsel alone: the subject is on the list kept under (i)(6) (subject)."""
    if not facts.protected:
        return None
    return Raised("subject.protected", Severity.SUBJECT, "on the list", audience=Audience.COUNSEL)
