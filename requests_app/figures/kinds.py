"""Every figure that can be asked for, by the name in its address, in the order of the page."""

from __future__ import annotations

from . import decided, flags, ledger, matched, orders, stays, work
from .shapes import Kind

KINDS: dict[str, Kind] = {
    "work": Kind(
        "Work in progress",
        "Which requests wait where, with whom, and for how long",
        work.count,
        work.behind,
        timed=False,
    ),
    "level": Kind(
        "Requests with the IRS", "How many the IRS had in hand as time went by", work.level, work.behind_level
    ),
    "time": Kind("Time in each status", "How long requests stood where, in working days", stays.count, stays.behind),
    "reasons": Kind(
        "Returns and denials by reason", "Which reasons were given, how often", decided.count, decided.behind
    ),
    "flags": Kind(
        "Flags by code", "What was wrong with what came in: raised, cleared, blocking", flags.count, flags.behind
    ),
    "matching": Kind(
        "What matching found",
        "For how many subjects one record fits, a person decides, or none was found",
        matched.count,
        matched.behind,
    ),
    "errors": Kind(
        "How often matching is wrong",
        "False matches and misses, from re-checks drawn by chance",
        matched.errors,
        matched.behind_errors,
    ),
    "orders": Kind("Court orders and their effect", "What each order covers and stops", orders.count, orders.behind),
    "releases": Kind(
        "Requests and releases over time",
        "What the permanent record holds, stretch by stretch",
        ledger.count,
        ledger.behind,
    ),
}
