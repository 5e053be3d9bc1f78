"""The log in words: what each type of entry is called, and what somebody did, never with a value."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from competition.queries.log_things import Subject
from competition.queries.office_log import Deed
from competition.web.office.desk import figure

NAMELESS = frozenset({"event", "schedule", "tablet"})
"""Kinds of things that the log calls by what they are, not which one."""


def type_name(type_: str) -> str:
    """Return the name of a type of entry; one without a name is called by its code."""
    names: dict[str, str] = {
        "mark.applied": gettext("Mark entered"),
        "mark.same": gettext("Mark repeated"),
        "mark.conflict": gettext("Mark in conflict"),
        "mark.held": gettext("Mark held for a decision"),
        "mark.refused": gettext("Mark refused"),
        "mark.round": gettext("Round opened"),
        "sheet.open": gettext("Sheets opened"),
        "sheet.sign": gettext("Sheet signed"),
        "sheet.lock": gettext("Sheet locked"),
        "board.policy": gettext("Board switched"),
        "entry.status": gettext("Entry's status changed"),
        "account.code": gettext("Sign-in code made"),
        "log.check": gettext("Log checked"),
        "backup.restore": gettext("Backup restored"),
        "backup.restore.ask": gettext("Restore of a backup asked for"),
        "backup.restore.approve": gettext("Restore of a backup approved"),
        "backup.restore.refuse": gettext("Restore of a backup refused"),
        "backup.download": gettext("Backup taken away"),
        "archive.download": gettext("Archive taken away"),
        "event.rename": gettext("Event restored under another code"),
        "event.archive": gettext("Event archived"),
        "event.archive.ask": gettext("Archiving of the event asked for"),
        "event.archive.approve": gettext("Archiving of the event approved"),
        "event.archive.refuse": gettext("Archiving of the event refused"),
        "event.reopen": gettext("Event opened again"),
        "event.reopen.ask": gettext("Opening of the archived event asked for"),
        "event.reopen.approve": gettext("Opening of the archived event approved"),
        "event.reopen.refuse": gettext("Opening of the archived event refused"),
        "rehearsal.make": gettext("Rehearsal made"),
        "rehearsal.wipe": gettext("Rehearsal wiped"),
        "schedule.add": gettext("Line added to the schedule"),
        "schedule.change": gettext("Line of the schedule changed"),
        "schedule.remove": gettext("Line taken out of the schedule"),
        "day.add": gettext("Day added"),
        "day.remove": gettext("Day taken away"),
        "event.settings": gettext("Event settings changed"),
        "event.brand": gettext("Look of the event changed"),
        "sponsor.change": gettext("Sponsors changed"),
        "enrolment.open": gettext("Enrolment of tablets opened"),
        "enrolment.stop": gettext("Enrolment of tablets stopped"),
        "tablet.enrol": gettext("Tablet enrolled"),
        "tablet.change": gettext("Tablet changed"),
        "tablet.revoke": gettext("Tablet revoked"),
        "card.make": gettext("Judge's card made"),
        "event.add": gettext("Event added"),
        "trade.add": gettext("Trade added"),
        "trade.update": gettext("Trade changed"),
        "trade.remove": gettext("Trade removed"),
        "schedule.copy": gettext("Schedule taken over"),
        "scheme.copy": gettext("Marking scheme taken over"),
        "team.add": gettext("Team added"),
        "team.update": gettext("Team changed"),
        "team.remove": gettext("Team removed"),
        "team.leader": gettext("Team leader named"),
        "competitor.add": gettext("Competitor added"),
        "competitor.update": gettext("Competitor changed"),
        "competitor.remove": gettext("Competitor removed"),
        "consent.note": gettext("Consent noted"),
        "display.set": gettext("Public display changed"),
        "photo.set": gettext("Photo changed"),
        "entry.remove": gettext("Entry removed"),
        "entry.replace": gettext("Competitor of an entry replaced"),
        "entry.leave": gettext("Competitor left an entry"),
        "organizer.name.ask": gettext("Organizer or administrator asked for"),
        "organizer.name.approve": gettext("Organizer or administrator named"),
        "organizer.name.refuse": gettext("Organizer or administrator refused"),
        "registration.set": gettext("Registration opened or closed"),
        "registration.questions": gettext("Questions of registration changed"),
        "application.submit": gettext("Application handed in"),
        "application.approved": gettext("Application approved"),
        "application.returned": gettext("Application returned"),
        "application.refused": gettext("Application refused"),
        "person.export": gettext("Personal data handed out"),
        "person.erase": gettext("Personal data erased"),
        "role.grant": gettext("Role given"),
        "role.revoke": gettext("Role taken away"),
        "account.invite": gettext("Invitation made"),
        "account.reset": gettext("Link for a new password made"),
        "judge.update": gettext("Judge changed"),
        "judge.replace": gettext("Judge replaced"),
        "conflict.add": gettext("Conflict of interest declared"),
        "conflict.end": gettext("Conflict of interest ended"),
        "conflict.rules": gettext("Rules for conflicts changed"),
        "data.rules": gettext("Rules for personal data changed"),
        "judge.end": gettext("Judge's work ended"),
        "entry.add": gettext("Entry added"),
        "entry.update": gettext("Entry changed"),
        "entry.member": gettext("Competitor added to an entry"),
        "person.update": gettext("Person changed"),
        "companion.add": gettext("Companion added"),
        "companion.update": gettext("Companion changed"),
        "judge.assign": gettext("Judge assigned"),
        "roster.import": gettext("Roster imported"),
        "roster.undo": gettext("Roster import undone"),
        "table.export": gettext("Table exported"),
        "sample.add": gettext("Sample work added"),
        "sample.remove": gettext("Sample work removed"),
        "scheme.import": gettext("Marking scheme imported"),
        "codes.key": gettext("Key made"),
        "codes.key_back": gettext("Key taken back"),
        "codes.passphrase": gettext("Passphrase of a key changed"),
        "codes.wrong_passphrase": gettext("Wrong passphrase for a key"),
        "codes.layers": gettext("Layers of blind codes chosen"),
        "codes.seal": gettext("Blind codes drawn and sealed"),
        "codes.discard": gettext("Blind codes discarded"),
        "codes.open.ask": gettext("Opening of blind codes asked for"),
        "codes.open.approve": gettext("Opening of blind codes approved"),
        "codes.open.refuse": gettext("Opening of blind codes refused"),
        "codes.open.withdraw": gettext("Opening of blind codes withdrawn"),
        "codes.opened": gettext("Blind codes opened"),
        "draw.make": gettext("Lots drawn"),
        "draw.publish": gettext("Draw published"),
        "draw.again.ask": gettext("Drawing again asked for"),
        "draw.again.approve": gettext("Drawing again approved"),
        "draw.again.refuse": gettext("Drawing again refused"),
        "draw.again.withdraw": gettext("Drawing again withdrawn"),
        "panel.propose": gettext("Panels proposed"),
        "panel.apply": gettext("Panels assigned"),
        "panel.refuse": gettext("Proposed panels refused"),
        "panel.withdraw": gettext("Proposed panels withdrawn"),
        "interest.add": gettext("Interest declared"),
        "interest.remove": gettext("Interest withdrawn"),
        "scheme.draft.open": gettext("Draft of a marking scheme opened"),
        "scheme.draft.save": gettext("Draft of a marking scheme saved"),
        "scheme.draft.replace": gettext("Draft of a marking scheme replaced"),
        "scheme.draft.discard": gettext("Draft of a marking scheme discarded"),
        "scheme.file.show": gettext("Marking scheme file looked at"),
        "scheme.publish": gettext("Version of a marking scheme published"),
        "scheme.publish.ask": gettext("Version of a marking scheme asked for"),
        "scheme.publish.approve": gettext("Version of a marking scheme approved"),
        "scheme.publish.refuse": gettext("Version of a marking scheme refused"),
        "scheme.publish.withdraw": gettext("Request for a version withdrawn"),
        "scheme.change": gettext("Marking scheme changed after the first mark"),
        "scheme.change.ask": gettext("Change after the first mark asked for"),
        "scheme.change.approve": gettext("Change after the first mark approved"),
        "scheme.change.refuse": gettext("Change after the first mark refused"),
        "scheme.change.withdraw": gettext("Request for a change withdrawn"),
        "scheme.lock": gettext("Marking scheme locked"),
        "scheme.lock.ask": gettext("Lock of a marking scheme asked for"),
        "scheme.lock.approve": gettext("Lock of a marking scheme approved"),
        "scheme.lock.refuse": gettext("Lock of a marking scheme refused"),
        "scheme.lock.withdraw": gettext("Request for a lock withdrawn"),
        "scheme.undo": gettext("Change of a marking scheme taken back"),
        "scheme.undo.ask": gettext("Taking a change back asked for"),
        "scheme.undo.approve": gettext("Taking a change back approved"),
        "scheme.undo.refuse": gettext("Taking a change back refused"),
        "scheme.undo.withdraw": gettext("Request to take a change back withdrawn"),
        "scheme.words": gettext("Words of a marking scheme changed"),
    }
    return names.get(type_, type_)


def subject_name(subject: Subject) -> str:
    """Return what an entry of the log is about, in words."""
    if subject.kind == "sheet" and subject.entry:
        sheet: str = gettext(
            "sheet %(trade)s %(sheet)s of %(entry)s",
            sheet=subject.sub_criterion,
            entry=subject.entry,
            trade=subject.trade_code,
        )
        return sheet
    names: dict[str, str] = {
        "trade": gettext("trade %(name)s", name=subject.trade_code),
        "entry": gettext("entry %(name)s", name=subject.entry),
        "judge": gettext("judge %(name)s", name=subject.name),
        "board": gettext("board of trade %(name)s", name=subject.trade_code),
        "event": gettext("the event"),
        "schedule": gettext("a line of the schedule"),
        "tablet": gettext("a tablet"),
    }
    known = subject.trade_code or subject.entry or subject.name or subject.kind in NAMELESS
    return names.get(subject.kind, "") if known and subject.kind in names else f"{subject.kind}/{subject.id}"


def deed_words(deed: Deed) -> str:
    """Return what somebody did, to stand behind the name."""
    what = subject_name(deed.subject)
    if deed.type == "mark.applied":
        marks: str = ngettext(
            "entered %(count)s mark on %(what)s",
            "entered %(count)s marks on %(what)s",
            deed.times,
            count=figure(deed.times),
            what=what,
        )
        return marks
    sentences: dict[str, str] = {
        "mark.same": gettext("sent marks again for %(what)s", what=what),
        "mark.conflict": gettext("met another value on %(what)s", what=what),
        "mark.held": gettext("sent marks that wait for a decision, %(what)s", what=what),
        "mark.refused": gettext("sent marks that were not accepted, %(what)s", what=what),
        "mark.round": gettext("opened another round on %(what)s", what=what),
        "sheet.open": gettext("opened sheets of %(what)s", what=what),
        "sheet.sign": gettext("signed %(what)s", what=what),
        "sheet.lock": gettext("locked %(what)s", what=what),
        "board.policy": gettext("switched the %(what)s", what=what),
        "entry.status": gettext("changed the status of %(what)s", what=what),
        "account.code": gettext("made a sign-in code for %(what)s", what=what),
        "log.check": gettext("checked the log"),
    }
    return sentences.get(deed.type) or f"{type_name(deed.type)}, {what}"
