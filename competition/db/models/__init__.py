"""Every table, by feature. Importing this package registers them all."""

from competition.db.models.accounts import Account, Device, DeviceKey, LoginToken, RoleAssignment, SignIn
from competition.db.models.approvals import Approval
from competition.db.models.audit import AuditEvent, AuditHead, AuditText
from competition.db.models.branding import EventBrand, Sponsor
from competition.db.models.codes import CodeLayer, CodeShare, KeyHolder
from competition.db.models.events import Day, Event, ScheduleItem, Trade
from competition.db.models.exchange import ImportPlan, ImportRow, ImportUndo, StagedFile
from competition.db.models.experts import Expert, ExpertRole, ExpertTraining
from competition.db.models.images import Image
from competition.db.models.jobs import Job
from competition.db.models.marking import Batch, HeldOp, Mark, Op, Round, Score, Sheet, SheetEpoch, Signature
from competition.db.models.panels import Draw, PanelPlan
from competition.db.models.people import Conflict, PeopleSettings, Portrait, TeamLeader
from competition.db.models.publication import Board, PublishedDocument
from competition.db.models.questions import CannedAnswer, Clarification, ClarificationRead, Question
from competition.db.models.registration import Application, Registration
from competition.db.models.rehearsals import RehearsalRow
from competition.db.models.results import EntryResult, RankSnapshot, SheetResult
from competition.db.models.roster import (
    Companion,
    Competitor,
    Entry,
    EntryMember,
    Interest,
    JudgeAssignment,
    JudgeProfile,
    MarkingTeam,
    MarkingTeamMember,
    Person,
    Team,
)
from competition.db.models.scheme_drafts import SchemeDraft
from competition.db.models.scheme_life import AspectOrigin, SchemeChange, SchemeRelease
from competition.db.models.schemes import AspectRow, CriterionRow, SchemeVersion, StandardSectionRow, SubCriterionRow
from competition.db.models.set_up import EventDraft, SetUpLink
from competition.db.models.standards import Institution, RegisterChange, RegisterSection, Standard
from competition.db.models.stream import Stream
from competition.db.models.tablets import Enrolment, JudgeCard, Tablet

__all__ = [
    "Account",
    "Application",
    "Approval",
    "AspectOrigin",
    "AspectRow",
    "AuditEvent",
    "AuditHead",
    "AuditText",
    "Batch",
    "Board",
    "CannedAnswer",
    "Clarification",
    "ClarificationRead",
    "CodeLayer",
    "CodeShare",
    "Companion",
    "Competitor",
    "Conflict",
    "CriterionRow",
    "Day",
    "Device",
    "DeviceKey",
    "Draw",
    "Enrolment",
    "Entry",
    "EntryMember",
    "EntryResult",
    "Event",
    "EventBrand",
    "EventDraft",
    "Expert",
    "ExpertRole",
    "ExpertTraining",
    "HeldOp",
    "Image",
    "ImportPlan",
    "ImportRow",
    "ImportUndo",
    "Institution",
    "Interest",
    "Job",
    "JudgeAssignment",
    "JudgeCard",
    "JudgeProfile",
    "KeyHolder",
    "LoginToken",
    "Mark",
    "MarkingTeam",
    "MarkingTeamMember",
    "Op",
    "PanelPlan",
    "PeopleSettings",
    "Person",
    "Portrait",
    "PublishedDocument",
    "Question",
    "RankSnapshot",
    "RegisterChange",
    "RegisterSection",
    "Registration",
    "RehearsalRow",
    "RoleAssignment",
    "Round",
    "ScheduleItem",
    "SchemeChange",
    "SchemeDraft",
    "SchemeRelease",
    "SchemeVersion",
    "Score",
    "SetUpLink",
    "Sheet",
    "SheetEpoch",
    "SheetResult",
    "SignIn",
    "Signature",
    "Sponsor",
    "StagedFile",
    "Standard",
    "StandardSectionRow",
    "Stream",
    "SubCriterionRow",
    "Tablet",
    "Team",
    "TeamLeader",
    "Trade",
]
