"""What is kept: one file per noun. Constraints repeat the hard rules."""

from .after_release import CustodyAct, Incident, IncidentAct, Reminder, ReminderDigest, RetentionPeriod
from .agency import Agency, AgencyGroupGrant, AgencyPersonGrant, Officer
from .agreement import Agreement, AgreementCondition, SafeguardFinding, SafeguardRefusal
from .batch import Batch, BatchChunk, BatchPart, RowError
from .confidential import ConfidentialFlag, CrossCheck, ProtectedPerson, ProtectionAct, ProtectionKeeper
from .decision import Clearance, Decision, Note, Participation, Signature, Snapshot
from .disclosure_request import DisclosureRequest
from .disposal import Disposal
from .hold import Hold, HoldGate, OrderService, StatuteReading
from .judging import JudgingState, ListChange
from .lists import ListedStatute, ListedWord, Threshold
from .matching import MatchDecision, MatchDraw, MatchRecheck, MatchState, MatchTally, MatchVerdict
from .person import HomeKey, Person
from .reaudit import Reaudit, ReauditFinding, ReauditRelease, ReauditState
from .record import RecordForm, RecordsChange, SubjectForm, TaxRecord
from .release import (
    AttachedItem,
    Preparation,
    RecipientKey,
    Release,
    ReleaseBreaker,
    ReleaseItem,
    ReleasePart,
)
from .rights_review import RightsLine, RightsReminder, RightsReview, RightsSignature, RightsVerdict
from .saved_filter import SavedFilter
from .selection import Deciding, Selection, SelectionPart
from .subject import Subject
from .succession import CarriedSubject, Succession
from .tallies import SubjectTally, TallyStep

__all__ = [
    "Agency",
    "AgencyGroupGrant",
    "AgencyPersonGrant",
    "Agreement",
    "AgreementCondition",
    "AttachedItem",
    "Batch",
    "BatchChunk",
    "BatchPart",
    "CarriedSubject",
    "Clearance",
    "ConfidentialFlag",
    "CrossCheck",
    "CustodyAct",
    "Deciding",
    "Decision",
    "DisclosureRequest",
    "Disposal",
    "Hold",
    "HoldGate",
    "HomeKey",
    "Incident",
    "IncidentAct",
    "JudgingState",
    "ListChange",
    "ListedStatute",
    "ListedWord",
    "MatchDecision",
    "MatchDraw",
    "MatchRecheck",
    "MatchState",
    "MatchTally",
    "MatchVerdict",
    "Note",
    "Officer",
    "OrderService",
    "Participation",
    "Person",
    "Preparation",
    "ProtectedPerson",
    "ProtectionAct",
    "ProtectionKeeper",
    "Reaudit",
    "ReauditFinding",
    "ReauditRelease",
    "ReauditState",
    "RecordForm",
    "RecordsChange",
    "RecipientKey",
    "Release",
    "ReleaseBreaker",
    "ReleaseItem",
    "ReleasePart",
    "Reminder",
    "ReminderDigest",
    "RetentionPeriod",
    "RightsLine",
    "RightsReminder",
    "RightsReview",
    "RightsSignature",
    "RightsVerdict",
    "RowError",
    "SafeguardFinding",
    "SafeguardRefusal",
    "SavedFilter",
    "Selection",
    "SelectionPart",
    "Signature",
    "Snapshot",
    "StatuteReading",
    "Subject",
    "SubjectForm",
    "SubjectTally",
    "Succession",
    "TallyStep",
    "TaxRecord",
    "Threshold",
]
