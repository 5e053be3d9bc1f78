"""No use case destroys anything without a backup, and none is forgotten. Source: PRODUCT B6."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from competition.services import destructive
from competition.services.destructive import SMALL, STEPS

SERVICES = Path(destructive.__file__).parent
PARTS = {
    "code_sheets.drop_sheets": "codes.discard_layer",
    "code_sheets.drop_coded": "codes.discard_layer",
    "code_sheets.give_back": "code_opening.open_layer",
    "code_opening._forget_shares": "code_opening.open_layer",
    "competitors._delete_person": "competitors.remove_competitor",
    "entries.strike": "entries.remove_entry",
    "erasure._purge_photo": "erasure.erase_person",
    "erasure._purge_accounts": "erasure.erase_person",
    "erasure._purge_expert": "erasure.erase_person",
    "erasure._purge_log_texts": "erasure.erase_person",
    "erasure._purge_files": "erasure.erase_person",
    "erasure._forget_boards": "erasure.erase_person",
    "import_undo.undo_import": "import_jobs.undo",
    "journal.delete_rows": "import_jobs.undo",
    "rehearsal_wipe._wipe": "rehearsal_wipe.wipe_rehearsal",
    "restoring._emptied": "restoring.restore_backup",
    "scheme_drafts.remove_draft": "scheme_release.approve_request",
    "scheme_moves._put_back": "scheme_release.approve_request",
    "scheme_versions._remove_sheets": "scheme_release.approve_request",
    "scheme_versions.retire": "scheme_release.approve_request",
    "trade_removal._take": "trades.remove_trade",
    "trade_removal._forget": "trades.remove_trade",
}
"""Functions that delete inside of a step."""
HARMLESS = {
    "archive_restore._drop": "rows of a database apart",
    "archive_restore._take_from_here": "rows of a database apart",
    "calibration.remove_sample": "sample work that nobody marked",
    "code_holders.take_key_back": "a key that sealed nothing",
    "conflict_rules.drop_implied": "computed from the register of conflicts",
    "conflict_rules.refresh_interests": "computed from the register of conflicts",
    "consent.use_photo": "a portrait gives way to another, or goes because its person wishes so",
    "entries.drop_member": "who competed in an entry stands in the log, and the competitor stays",
    "event_drafts.begin_draft": "drafts that nobody touched for long",
    "event_drafts.discard_draft": "an own draft of an event that was never made",
    "experts.remove_line": "the history of the register keeps it",
    "images.remove_image": "a picture whose row is removed or gets another one",
    "import_jobs._settle": "rows of a preview",
    "imports.clear_staged": "rows of a preview",
    "imports.sweep": "previews that are over, and what undid imports of long ago",
    "interests.withdraw_interest": "what was withdrawn stands in the log",
    "judge_import.JudgeWriter._assign_again": "part of an import, which is backed up first and can be undone",
    "judge_replacement._hand_over_team": "a marking team whose work another one took over",
    "judges.take_out_of_trade": "a role of a judge whose marks stay",
    "panels._delete_idle": "marking teams that never marked",
    "panels._keep": "proposals of panels",
    "questions.remove_canned": "what was answered with it stays",
    "scheme_upload.drop_scheme_file": "a file that was only shown",
    "set_up.add_link": "addresses that work once",
    "set_up.make_first_link": "addresses that work once",
    "staff.revoke_role": "a role, which the log tells of and which is given again",
    "standards.change_standard": "the history of the register keeps the sections",
}
"""Functions that delete what nobody entered for good, with the reason."""


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in sorted(SERVICES.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                yield f"{path.stem}.{node.name}", node
            elif isinstance(node, ast.ClassDef):
                for each in node.body:
                    if isinstance(each, ast.FunctionDef):
                        yield f"{path.stem}.{node.name}.{each.name}", each


def calls(function: ast.FunctionDef, name: str) -> list[ast.Call]:
    """Return the calls of a function or method of that name."""
    found = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    return [
        call
        for call in found
        if (isinstance(call.func, ast.Name) and call.func.id == name)
        or (isinstance(call.func, ast.Attribute) and call.func.attr == name)
    ]


def test_every_step_makes_its_backup() -> None:
    known = dict(functions())
    assert STEPS.keys() <= known.keys()
    assert STEPS.keys() >= SMALL
    for step in STEPS:
        named = [call.args[1] for call in calls(known[step], "back_up_first")]
        assert [each.value for each in named if isinstance(each, ast.Constant)] == [step], step


def test_whatever_deletes_is_a_step_part_of_one_or_harmless_for_a_reason() -> None:
    deleting = {name for name, function in functions() if calls(function, "delete")}
    told = STEPS.keys() | PARTS.keys() | HARMLESS.keys()
    assert sorted(deleting - told) == []
    assert sorted((PARTS.keys() | HARMLESS.keys()) - deleting) == []
    assert set(PARTS.values()) <= STEPS.keys()
