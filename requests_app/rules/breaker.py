"""The circuit breaker of releases: the checks that never fail unless something is broken, and what stands while one did.

One failure stops every package of every request, until an authorizing official who isn't the one whose act tripped it has put
in writing why releases may go on. Source: domain, section 7 ("It fails closed").
"""

from __future__ import annotations

CHECKS: dict[str, str] = {
    "seal": "A sealed part of a package, or a sealed record, couldn't be opened with the keys it was sealed with.",
    "hash": "A package's bytes aren't those that were prepared: their SHA-256 differs.",
    "record": "A record that was opened doesn't fit the subject it was matched with.",
    "accounting": "The accounting entries that were written aren't one for each taxpayer in the package.",
    "statute": "What is kept of a statute as cited isn't what the rules read in it, and an order of a court goes by it.",
    "access": "The look at what was opened couldn't be recorded.",
    "gate": "A check of the database's own is missing, or failed in a way that it never should.",
}
"""Id of a check -> what it means that it failed. No sentence names a taxpayer."""

STOPPED = "The circuit breaker has tripped: nothing is prepared, authorized, transmitted or opened until it is reset."
"""What every act is answered while it stands tripped."""
