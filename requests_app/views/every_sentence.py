"""How every change reads in the one history over everything: the sentences of a request's timeline, and those of all the rest.

Each model with history has one (a structure test asks for it). No sentence holds tax data, and none is empty: what has nothing
to tell is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.apps import apps

from audits.anomaly_limits import LIMITS
from audits.history import CREATED, REMOVED, Group
from audits.history_sql import OWN_COLUMNS
from audits.standalone.words import count_of

from ..rules.duties import PART
from ..rules.lists import THRESHOLD_TITLES
from ..rules.reminders import Reminder
from ..rules.retention import PERIODS, TITLES
from ..rules.roles import Role
from .sentences import SENTENCES, about_service, in_words


@dataclass(frozen=True, slots=True)
class Names:
    """Names for ids: people, agencies, and roles by the ids of their permissions."""

    people: Mapping[int, str]
    agencies: Mapping[int, str]
    roles: Mapping[int, str]

    def person(self, id: Any) -> str:
        """Return a person's name."""
        return self.people.get(id or 0, f"person {id}")

    def agency(self, id: Any) -> str:
        """Return an agency's name."""
        return self.agencies.get(id or 0, f"agency {id}")


Teller = Callable[[Group, Names], str]


def verb(group: Group, added: str = "added") -> str:
    """Return 'added', 'changed' or 'removed'."""
    return {CREATED: added, REMOVED: "removed"}.get(group.row.kind, "changed")


def which(group: Group, *apart: str) -> str:
    """Return ': title, purpose' of what changed, '' of a row that was added or removed."""
    named = [c for c in group.row.changed() if c not in (*OWN_COLUMNS, *apart)]
    return f": {in_words(named)}" if group.row.kind not in (CREATED, REMOVED) and named else ""


def thing(noun: str, column: str, group: Group, names: Names) -> str:
    """Say that a thing with a name was added, changed or removed."""
    named = (
        f"{noun} “{group.row.now[column]}”" if group.count == 1 else count_of(group.count, noun.removeprefix("the "))
    )
    return f"{verb(group)} {named}{which(group)}"


def about_grant(group: Group, names: Names) -> str:
    """Say which right was given to whom, or taken away, on which agency."""
    now = group.row.now
    role = names.roles.get(now["permission_id"], "a right")
    whom = names.person(now["user_id"]) if "user_id" in now else f"group {now['group_id']}"
    where = names.agency(now["content_object_id"])
    more = f", and {group.count - 1:,} more" if group.count > 1 else ""
    if group.row.kind == REMOVED:
        return f"took the role {role} on {where} from {whom}{more}"
    return f"gave {whom} the role {role} on {where}{more}"


def about_person(group: Group, names: Names) -> str:
    """Say what became of an account."""
    row = group.row
    name = f"{row.now['first_name']} {row.now['last_name']}".strip() or str(row.now["username"])
    if row.kind == CREATED:
        return f"made an account for {name}"
    if row.kind != REMOVED and "is_active" in row.changed():
        return f"{'opened' if row.now['is_active'] else 'closed'} the account of {name}"
    return f"{verb(group)} the account of {name}{which(group)}"


def about_agency(group: Group, names: Names) -> str:
    """Say what became of an agency."""
    row = group.row
    if row.kind not in (CREATED, REMOVED) and row.changed() == ("roster_kept",):
        return (
            f"recorded that the roster of {row.now['name']} is {'' if row.now['roster_kept'] else 'not '}kept in full"
        )
    return f"{verb(group)} the agency {row.now['name']}{which(group)}"


def about_officer(group: Group, names: Names) -> str:
    """Say what became of a line of a roster."""
    row = group.row
    where = f"the roster of {names.agency(row.now['agency_id'])}"
    if row.kind == CREATED:
        return f"put {row.now['name']} on {where}"
    if row.kind != REMOVED and "is_active" in row.changed():
        return (
            f"put {row.now['name']} back on {where}" if row.now["is_active"] else f"took {row.now['name']} off {where}"
        )
    return f"{verb(group)} {row.now['name']} on {where}{which(group)}"


def about_threshold(group: Group, names: Names) -> str:
    """Say what a threshold was set to."""
    row, was, name = group.row, group.row.was("value"), group.row.now["name"]
    came = f", which was {was:,}" if was else ""
    return f"set the threshold “{THRESHOLD_TITLES.get(name, name)}” to {row.now['value']:,}{came}"


def about_period(group: Group, names: Names) -> str:
    """Say what a retention period was set to, and what it was."""
    now, was = group.row.now, group.row.was("length")
    if now["name"] not in PERIODS:
        return f"set the retention period {in_words([now['name']])} to {now['length']}"
    came = f", which was {was:,}" if was else ""
    return f"set the retention period “{TITLES[now['name']]}” to {PERIODS[now['name']].of(now['length'])}{came}"


def about_finding(group: Group, names: Names) -> str:
    """Say what became of a safeguard finding."""
    changed, where = group.row.changed(), names.agency(group.row.now["agency_id"])
    if group.row.kind == CREATED:
        return f"opened a safeguard finding on {where}"
    if "closed_on" in changed:
        return f"closed a safeguard finding on {where}"
    if "plan_accepted_on" in changed:
        return f"accepted the corrective plan for a safeguard finding on {where}"
    return f"{verb(group)} a safeguard finding on {where}{which(group)}"


def about_refusal(group: Group, names: Names) -> str:
    """Say what became of a refusal until safeguards are met."""
    where = names.agency(group.row.now["agency_id"])
    if group.row.kind == CREATED:
        return f"determined to refuse disclosure to {where} until safeguards are met"
    lifted = "lifted_on" in group.row.changed()
    return f"lifted the refusal to disclose to {where}" if lifted else f"changed the refusal to disclose to {where}"


def about_statute(group: Group, names: Names) -> str:
    """Say what was determined of a statute."""
    now = group.row.now
    if group.row.kind == CREATED:
        return f"determined what {now['citation']} is: {now['kind']}"
    return f"{'withdrew' if now['withdrawn_on'] else 'changed'} the determination on {now['citation']}"


def about_condition(group: Group, names: Names) -> str:
    """Say what became of a condition of an agreement."""
    if group.row.kind == CREATED:
        return "added a condition to an agreement"
    met = "met_on" in group.row.changed()
    return "recorded that a condition of an agreement was met" if met else f"{verb(group)} a condition of an agreement"


def about_key(group: Group, names: Names) -> str:
    """Say that a recipient's key was registered or revoked."""
    who = names.person(group.row.now["person_id"])
    return f"{'revoked' if group.row.now['revoked_at'] else 'registered'} the age key of {who}"


def about_reminder(group: Group, names: Names) -> str:
    """Say of what people were reminded."""
    now = group.row.now
    kind = dict(Reminder.choices).get(now["kind"], now["kind"])
    whom = now["name"] if group.count == 1 else count_of(group.count, "person").replace("persons", "people")
    return f"reminded {whom}: {str(kind).lower()}"


def about_digest(group: Group, names: Names) -> str:
    """Say to whom what had come due was told."""
    whom = names.person(group.row.now["person_id"]) if group.count == 1 else f"{group.count:,} people"
    return f"told {whom} what had come due"


def about_selection(group: Group, names: Names) -> str:
    """Say that a group of subjects was chosen. By what, stands in no sentence."""
    return f"chose a group of {count_of(group.row.now['count'], 'subject')}"


def about_deciding(group: Group, names: Names) -> str:
    """Say how far a decision on a group has come. Its reason stands in no sentence."""
    now = group.row.now
    if group.row.kind == CREATED:
        return "decided in writing on a group of subjects"
    if "finished_at" in group.row.changed():
        some = count_of(now["subjects"], "subject")
        return f"finished carrying out a decision on a group: {some}, {now['skipped']:,} skipped"
    return f"carried out a decision on a group as far as part {now['part']:,}"


def about_succession(group: Group, names: Names) -> str:
    """Say how far returned subjects were carried into a successor request."""
    now = group.row.now
    if group.row.kind == CREATED:
        return f"began a successor request with {count_of(now['count'], 'returned subject')}"
    done = "finished carrying" if now["finished_at"] else "carried"
    return f"{done} {count_of(now['carried'], 'returned subject')} into the successor request"


def about_flag(group: Group, names: Names) -> str:
    """Say that a flag that the agency may not see was raised, cleared or ended. Which it is, stands in no sentence."""
    some = count_of(group.count, "subject")
    if group.row.kind not in (CREATED, REMOVED):
        return f"{'cleared' if group.row.now['cleared'] else 'changed'} a flag for the IRS alone on {some}"
    return f"{'raised' if group.row.kind == CREATED else 'ended'} a flag for the IRS alone on {some}"


def about_reaudit(group: Group, names: Names) -> str:
    """Say that past releases were judged again."""
    return f"began to judge past releases to {names.agency(group.row.now['agency_id'])} again by today’s rules"


def about_duty(group: Group, names: Names) -> str:
    """Say in which duty somebody took part on a request."""
    duty = group.row.now["duty"]
    return f"took part in {PART.get(duty, duty)}"


def about_keeper(group: Group, names: Names) -> str:
    """Say who keeps counsel's list."""
    who = names.person(group.row.now["person_id"])
    return f"{'ended the naming of' if group.row.now['ended_at'] else 'named'} {who} to keep counsel’s list"


def about_filter(group: Group, names: Names) -> str:
    """Say what became of a saved filter of the history."""
    row, name = group.row, group.row.now["name"]
    if row.kind == CREATED:
        return f"saved the filter “{name}”"
    if row.kind != REMOVED and row.changed() == ("shared",):
        return f"{'shared' if row.now['shared'] else 'stopped sharing'} the filter “{name}”"
    return f"{'deleted' if row.kind == REMOVED else 'changed'} the filter “{name}”"


def about_home(group: Group, names: Names) -> str:
    """Say that a person's home address was entered or changed. Where it is, is kept nowhere."""
    return f"{verb(group, 'entered')} the home address of {names.person(group.row.now['person_id'])}, as keyed hashes"


def about_review(group: Group, names: Names) -> str:
    """Say that the list of rights of a quarter was taken, to be signed for."""
    now = group.row.now
    return f"took the list of rights on {names.agency(now['agency_id'])} for {now['quarter']}, to be signed for"


def about_rights_verdict(group: Group, names: Names) -> str:
    """Say what was found of rights."""
    if group.count > 1:
        return f"gave a verdict on {count_of(group.count, 'right')}"
    return "found a right needed" if group.row.now["kept"] else "found that a right is to be taken"


def about_anomaly(group: Group, names: Names) -> str:
    """Say whose looks stood out, or what became of it. Why, stands on its own page."""
    now = group.row.now
    if group.row.kind == CREATED:
        some = f"{now['person_name']}’s looks" if group.count == 1 else f"looks of {count_of(group.count, 'day')}"
        return f"found that {some} stand out"
    closed = "closed" if now["closed_at"] else "noted a verdict on"
    return f"{closed} an anomaly of {now['person_name']}’s looks"


def about_look_limit(group: Group, names: Names) -> str:
    """Say what a number by which looks are compared was set to."""
    name = group.row.now["name"]
    return f"set the limit of looks “{LIMITS[name].title if name in LIMITS else name}” to {group.row.now['value']:,}"


def simply(sentence: str, group: Group, names: Names) -> str:
    """Say one thing whatever the rows hold."""
    return sentence


OTHERS: dict[str, Teller] = {
    "requests_app.Agency": about_agency,
    "requests_app.AgencyPersonGrant": about_grant,
    "requests_app.AgencyGroupGrant": about_grant,
    "requests_app.Person": about_person,
    "requests_app.Officer": about_officer,
    "requests_app.Agreement": partial(thing, "the agreement", "title"),
    "requests_app.AgreementCondition": about_condition,
    "requests_app.SafeguardFinding": about_finding,
    "requests_app.SafeguardRefusal": about_refusal,
    "requests_app.Threshold": about_threshold,
    "requests_app.ListedWord": partial(thing, "the listed word", "words"),
    "requests_app.ListedStatute": about_statute,
    "requests_app.RetentionPeriod": about_period,
    "requests_app.RecipientKey": about_key,
    "requests_app.Reminder": about_reminder,
    "requests_app.ReminderDigest": about_digest,
    "requests_app.Selection": about_selection,
    "requests_app.Deciding": about_deciding,
    "requests_app.Succession": about_succession,
    "requests_app.ConfidentialFlag": about_flag,
    "requests_app.Reaudit": about_reaudit,
    "requests_app.ProtectionKeeper": about_keeper,
    "requests_app.ProtectedPerson": partial(simply, "changed counsel’s list"),
    "requests_app.ProtectionAct": partial(simply, "acted on counsel’s list"),
    "requests_app.SavedFilter": about_filter,
    "requests_app.HomeKey": about_home,
    "requests_app.RightsReview": about_review,
    "requests_app.RightsLine": partial(simply, "listed rights as they stood, to be reviewed"),
    "requests_app.RightsSignature": partial(simply, "signed a review of rights"),
    "requests_app.RightsVerdict": about_rights_verdict,
    "requests_app.RightsReminder": partial(simply, "reminded people of a review of rights"),
    "audits.Anomaly": about_anomaly,
    "audits.AnomalyVerdict": partial(simply, "gave a verdict in writing on looks that stand out"),
    "audits.LookLimit": about_look_limit,
    "requests_app.StatuteReading": partial(simply, "noted what statutes cite, as the rules read them"),
    "requests_app.OrderService": lambda group, names: about_service(group),
    "requests_app.Participation": about_duty,
}
"""Model -> how it reads, where a request's timeline has no sentence of it or says nothing."""

TOLD = frozenset((*SENTENCES, *OTHERS))


def tell(group: Group, names: Names) -> str:
    """Return the sentence of a group of changed rows, never an empty one.

    What a sentence can't be made of, because rows before it are gone or hold what they never held, is counted: somebody who
    tampers with history mustn't be able to take a page of it away.
    """
    try:
        return _told(group, names) or _counted(group)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return _counted(group)


def _told(group: Group, names: Names) -> str:
    if teller := OTHERS.get(group.model):
        return teller(group, names)
    return SENTENCES[group.model](group)


def _counted(group: Group) -> str:
    noun = str(apps.get_model(group.model)._meta.verbose_name)
    what = "added" if group.added else "removed" if group.removed else "changed"
    named = which(group) if group.rows else ""
    return f"{what} {count_of(group.count, noun)}{named}"


def role_labels(roles: tuple[str, ...]) -> str:
    """Return roles in words."""
    return ", ".join(Role(role).label if role in Role.values else role for role in roles)
