"""Where the rows of every tracked model belong, for the one history over everything: case, agency, words that people wrote.

A new tracked model needs a line here (a structure test asks for it) and a sentence in `views/every_sentence.py`.
"""

from __future__ import annotations

from audits.placing import House, Placed

from ..rules.facts import Audience
from ..rules.transitions import MOVES

_CASE = '{r}."disclosure_request_id"'
_AGENCY = '{r}."agency_id"'
_MOVES = ", ".join(f"('{t.source.value}', '{t.target.value}', '{t.move.value}')" for t in MOVES)
_MOVE = (
    f"(SELECT v.move FROM (VALUES {_MOVES}) v (source, target, move) "
    'WHERE (v.source, v.target) = ({o}."status", {r}."status"))'
)
"""What a change of a request's status is called; NULL where the status stays."""

_OF_AGREEMENT = '(SELECT a.agency_id FROM public.requests_app_agreement a WHERE a.id = {{r}}."{0}")'
_OF_HOLD = '(SELECT {0} FROM public.requests_app_hold w WHERE w.id = {{r}}."hold_id")'
_OF_PERSON = '(SELECT p.agency_id FROM public.requests_app_person p WHERE p.id = {r}."person_id")'


def _on_case(*words: str, subject: str = "", subjects: str = "") -> Placed:
    return Placed(_CASE, words=words, subject=subject, subjects=subjects)


def _on_agency(*words: str) -> Placed:
    return Placed(agency=_AGENCY, words=words)


_OF_REVIEW = '(SELECT v.agency_id FROM public.requests_app_rightsreview v WHERE v.id = {r}."review_id")'
_OF_LINE = (
    "(SELECT v.agency_id FROM public.requests_app_rightsline l JOIN public.requests_app_rightsreview v ON v.id = l.review_id "
    'WHERE l.id = {r}."line_id")'
)
_OF_ANOMALY = (
    "(SELECT CASE WHEN cardinality(a.agency_ids) = 1 THEN a.agency_ids[1] END FROM public.audits_anomaly a "
    'WHERE a.id = {r}."anomaly_id")'
)


_FOUND = Placed(_CASE, _AGENCY, ("words",), subject="subject_id")

PLACES: dict[str, Placed] = {
    "requests_app.DisclosureRequest": Placed(
        '{r}."id"', _AGENCY, ("title", "purpose", "cover_statute", "cover_reason", "cover_officer", "cover_case"), _MOVE
    ),
    "requests_app.Subject": Placed(_CASE, _AGENCY, subject="id"),
    "requests_app.Batch": _on_case("filename", "trouble"),
    "requests_app.Snapshot": _on_case(),
    "requests_app.Signature": _on_case("instrument"),
    "requests_app.Decision": _on_case("words", "elements"),
    "requests_app.Clearance": _on_case("words", subjects="subject_ids"),
    "requests_app.Participation": _on_case(),
    "requests_app.Note": _on_case("text"),
    "requests_app.Release": _on_case("authorization", "custodian", "location"),
    "requests_app.Preparation": _on_case("why", "trouble"),
    "requests_app.AttachedItem": Placed(_CASE, _AGENCY, ("removed_why",), subject="subject_id"),
    "requests_app.ReleaseBreaker": _on_case("reset_words"),
    "requests_app.RecipientKey": Placed(agency=_OF_PERSON, words=("revoked_why",)),
    "requests_app.CustodyAct": Placed(_CASE, _AGENCY, ("words", "custodian", "location")),
    "requests_app.Incident": Placed(_CASE, _AGENCY, ("words",), subjects="subject_ids"),
    "requests_app.IncidentAct": Placed(_CASE, _AGENCY, ("words", "reference")),
    "requests_app.Disposal": Placed(_CASE, _AGENCY, ("proposed_words", "done_words")),
    "requests_app.Reminder": Placed(_CASE, _AGENCY),
    "requests_app.ReminderDigest": Placed(agency=_OF_PERSON),
    "requests_app.RetentionPeriod": Placed(words=("citation",)),
    "requests_app.Selection": Placed(_CASE, _AGENCY),
    "requests_app.Deciding": Placed(_CASE, _AGENCY),
    "requests_app.MatchVerdict": Placed(_CASE, _AGENCY, subject="subject_id"),
    "requests_app.MatchDecision": _FOUND,
    "requests_app.MatchDraw": Placed(_CASE, _AGENCY, subject="subject_id"),
    "requests_app.MatchRecheck": _FOUND,
    "requests_app.Succession": Placed('{r}."successor_id"', _AGENCY, ("trouble",)),
    "requests_app.Reaudit": _on_agency("why"),
    "requests_app.Hold": Placed(
        _CASE,
        f"coalesce({_AGENCY}, {_OF_AGREEMENT.format('agreement_id')})",
        ("kind", "court", "docket", "judge", "citation", "exceptions", "appeal_words", "words", "lift_citation"),
        subjects="subject_ids",
    ),
    "requests_app.OrderService": Placed(
        _OF_HOLD.format("w.disclosure_request_id"), _OF_HOLD.format("w.agency_id"), ("words", "method")
    ),
    "requests_app.StatuteReading": Placed(),
    "requests_app.Agency": Placed(agency='{r}."id"', words=("name",)),
    "requests_app.AgencyPersonGrant": Placed(agency='{r}."content_object_id"'),
    "requests_app.AgencyGroupGrant": Placed(agency='{r}."content_object_id"'),
    "requests_app.Officer": _on_agency("name", "title"),
    "requests_app.Person": _on_agency("first_name", "last_name", "title"),
    "requests_app.Agreement": _on_agency("title", "retention", "breach", "termination"),
    "requests_app.AgreementCondition": Placed(
        agency=_OF_AGREEMENT.format("agreement_id"), words=("words", "met_words")
    ),
    "requests_app.SafeguardFinding": _on_agency("finding", "reference", "plan", "plan_accepted_words", "closed_words"),
    "requests_app.SafeguardRefusal": _on_agency("words", "lifted_words"),
    "requests_app.Threshold": Placed(words=("name",)),
    "requests_app.ListedWord": Placed(words=("words",)),
    "requests_app.ListedStatute": Placed(words=("citation", "about", "words", "withdrawn_words")),
    "requests_app.SavedFilter": Placed(words=("name",)),
    "requests_app.HomeKey": Placed(agency=_OF_PERSON),
    "requests_app.RightsReview": _on_agency(),
    "requests_app.RightsLine": Placed(agency=_OF_REVIEW, words=("given_why",)),
    "requests_app.RightsSignature": Placed(agency=_OF_REVIEW, words=("text",)),
    "requests_app.RightsVerdict": Placed(agency=_OF_LINE, words=("words",)),
    "requests_app.RightsReminder": _on_agency(),
    "audits.Anomaly": Placed(
        agency='(CASE WHEN cardinality({r}."agency_ids") = 1 THEN {r}."agency_ids"[1] END)', words=("sentence",)
    ),
    "audits.AnomalyVerdict": Placed(agency=_OF_ANOMALY, words=("words",)),
    "audits.LookLimit": Placed(words=("name",)),
    "requests_app.ConfidentialFlag": Placed(
        _CASE, _AGENCY, secret=f"({{r}}.\"audience\" = '{Audience.COUNSEL.value}')", subject="subject_id"
    ),
    "requests_app.ProtectionKeeper": Placed(secret="true"),
    "requests_app.ProtectedPerson": Placed(secret="true"),
    "requests_app.ProtectionAct": Placed(secret="true"),
}
"""By the models' labels. What is secret bears no words and no case, so that nothing of it can be searched for."""

_READS = "(SELECT public.desk_irs_reader())::bigint[]"

HOUSE = House(
    agency_of="SELECT d.agency_id FROM public.requests_app_disclosurerequest d WHERE d.id = {case}",
    status_of="SELECT d.status FROM public.requests_app_disclosurerequest d WHERE d.id = {case}",
    status_then=(
        "SELECT d.status FROM public.requests_app_historicaldisclosurerequest d WHERE d.id = {case} AND d.txid <= {txid} "
        "ORDER BY d.history_id DESC LIMIT 1"
    ),
    wall=(
        "(SELECT public.desk_reader() IS NULL) OR ((NOT {e}.secret OR (SELECT public.desk_reads_list())) AND "
        f"({{e}}.agency_id = ANY ({_READS}) OR ({{e}}.agency_id IS NULL AND "
        f"(SELECT NOT EXISTS (SELECT FROM public.requests_app_agency a WHERE a.id <> ALL ({_READS}))))))"
    ),
)
"""The wall: events of the agencies on whose IRS side the reader is; those of none for who is on the side of all."""


def declare() -> tuple[dict[str, Placed], House]:
    """Return it, as audits asks for it once all models are there."""
    return PLACES, HOUSE
