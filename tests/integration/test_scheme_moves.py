"""Every kind of change after the first mark: nothing is lost, the preview comes true, and one step back is possible.

Source: PRODUCT N10.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import EntryResult, Mark, SchemeChange, Score, SheetResult, Signature
from competition.domain.scheme import AspectType, Scheme
from competition.domain.scheme_fates import Fate, aspect_fates, decide_fates
from competition.domain.scheme_matching import match_schemes
from competition.domain.scheme_rules import check_scheme
from competition.queries.log_replay import verify_event
from competition.queries.recount import recount_event
from competition.queries.registers import load_registers, sheet_digest
from competition.queries.scheme_effect import effect_of
from competition.queries.scheme_effect_types import NewVersion, SchemeEffect
from competition.queries.schemes import SchemeIndex, current_scheme
from competition.queries.sheet_frames import load_frame
from competition.queries.standings import entry_lines, rank_entries, trade_facts
from competition.services.identity import new_id
from competition.services.marking import record_marks
from competition.services.publication import criteria_by_weight
from competition.services.scheme_moves import move_version, restore_version
from competition.services.sheets import lock_sheet, sign_sheet
from competition.services.unit_of_work import unit_of_work
from tests.factories import DESCRIPTORS, Scene, make_scene, measured
from tests.integration.scheme_edits import (
    CHOICES,
    LENGTH,
    OF_FOUR,
    OF_THREE,
    Edit,
    both,
    each_aspect,
    each_sub,
    marks,
    merge_a,
    move_one,
    only,
    put_in_front,
    rich_scheme,
    split_a1,
    swapped,
    texts,
)

VALUES = {"A1.M1": "1", "A1.M2": "3", "A2.M1": "2", "A2.M2": "498", "B1.M1": "0"}


def fill(scene: Scene, entry: str, subs: tuple[str, ...], score: str, **values: str) -> None:
    """Enter every mark of some sheets of an entry, one judge after another."""
    for sub in subs:
        frame = load_frame(scene.session, scene.sheets[entry, sub])
        actors = [scene.judges[team] for team in scene.judge_ids if scene.judge_ids[team] in frame.panel.judges]
        teams = {actor.account_id: team for team, actor in scene.judges.items()}
        codes = [ref.aspect for ref in present(scene).sub_criteria[frame.sub_criterion_id].aspects]
        for actor in actors:
            changes = [
                scene.change(teams[actor.account_id], code.code, score)
                for code in codes
                if code.type is AspectType.JUDGEMENT
            ]
            if actor is actors[0]:
                changes += [
                    scene.change(teams[actor.account_id], code.code, values.get(code.code, VALUES[code.code]))
                    for code in codes
                    if code.type is AspectType.MEASUREMENT
                ]
            record_marks(scene.context(actor), frame.id, changes)


def finish(scene: Scene, entry: str, sub: str, *, lock: bool) -> None:
    """Let the panel sign a sheet, and the chief judge lock it."""
    sheet_id = scene.sheets[entry, sub]
    frame = load_frame(scene.session, sheet_id)
    digest = sheet_digest(load_registers(scene.session, frame, present(scene).sub_criteria[frame.sub_criterion_id]))
    signers = [actor for team, actor in scene.judges.items() if scene.judge_ids[team] in frame.panel.judges]
    for actor in signers if lock else signers[:1]:
        sign_sheet(scene.context(actor), sheet_id, digest, new_id())
    if lock:
        lock_sheet(scene.context(scene.judges["FRA"]), sheet_id, new_id())


def marked_scene(session: Session) -> Scene:
    """Return a trade in the middle of its work: one entry locked, one signed by one judge, one half done."""
    scene = make_scene(session, scheme=rich_scheme())
    fill(scene, "EI-01", ("A1", "A2", "B1"), "3", **{"A2.M2": "497"})
    fill(scene, "EI-02", ("A1", "A2"), "2", **{"A1.M2": "4", "A2.M2": "500"})
    fill(scene, "EI-03", ("A1",), "1", **{"A1.M1": "0"})
    finish(scene, "EI-01", "A1", lock=True)
    finish(scene, "EI-01", "A2", lock=True)
    finish(scene, "EI-01", "B1", lock=True)
    finish(scene, "EI-02", "A1", lock=False)
    session.rollback()
    return scene


def present(scene: Scene) -> SchemeIndex:
    found = current_scheme(scene.session, scene.trade_id)
    assert found is not None
    return found


NEW = texts(measured("X", "5.00"), "Earth wire marked")
CASES: dict[str, tuple[Edit, dict[str, Fate]]] = {
    "max mark": (marks(A1_J1="25.00", B1_M1="5.00"), {"A1.J1": Fate.RECOMPUTED, "B1.M1": Fate.RECOMPUTED}),
    "max mark of a number completed": (
        marks(A1_M2="7.00", A1_M1="13.00"),
        {"A1.M2": Fate.RECOMPUTED, "A1.M1": Fate.RECOMPUTED},
    ),
    "new aspect in front": (
        both(put_in_front("A1", NEW), marks(A1_J1="15.00")),
        {"A1.J1": Fate.RECOMPUTED, "A1.M1": Fate.ASKED_AGAIN, "A1.M2": Fate.KEPT, "A1.M3": Fate.KEPT},
    ),
    "aspect removed": (
        both(each_aspect(lambda each: None if each.code == "A1.M1" else each), marks(A1_J1="30.00")),
        {"A1.J1": Fate.RECOMPUTED, "A1.M1": Fate.KEPT},
    ),
    "wording": (
        only("A1.J1", description={"en": "Look of the whole panel"}, extra={"en": "from one metre"}),
        {"A1.J1": Fate.KEPT},
    ),
    "translation": (
        only("A1.J1", description={"en": "Look of the panel", "zh": "面板外观"}),
        {"A1.J1": Fate.KEPT},
    ),
    "another requirement": (only("A1.M1", requirement={"en": "with one finger"}), {"A1.M1": Fate.ASKED_AGAIN}),
    "descriptors": (
        only("A1.J1", descriptors=(*DESCRIPTORS[:3], {"en": "better than industry", "zh": "3 级"})),
        {"A1.J1": Fate.ASKED_AGAIN},
    ),
    "figures of a calculation": (
        only("A1.M2", calculation=replace(OF_FOUR, parameters={"NUM_POSSIBLE": "5"})),
        {"A1.M2": Fate.RECOMPUTED},
    ),
    "figures that some values do not fit": (only("A1.M2", calculation=OF_THREE), {"A1.M2": Fate.RECOMPUTED}),
    "length with another target": (
        only("A2.M2", calculation=replace(LENGTH, parameters={**LENGTH.parameters, "TARGET_VALUE": "499"})),
        {"A2.M2": Fate.RECOMPUTED},
    ),
    "other choices": (
        only("A2.M1", calculation=replace(CHOICES, parameters={**CHOICES.parameters, "CHOICE2_LABEL": "torn"})),
        {"A2.M1": Fate.ASKED_AGAIN},
    ),
    "another calculation": (only("A1.M2", calculation=None), {"A1.M2": Fate.ASKED_AGAIN}),
    "another unit": (only("A2.M2", unit="cm"), {"A2.M2": Fate.ASKED_AGAIN}),
    "judged instead of measured": (
        only("A1.M1", type=AspectType.JUDGEMENT, descriptors=DESCRIPTORS, requirement=None),
        {"A1.J2": Fate.ASKED_AGAIN, "A1.M1": Fate.KEPT},
    ),
    "sub-criterion split": (split_a1, {"A2.M1": Fate.KEPT, "A2.M2": Fate.KEPT, "A3.M1": Fate.KEPT}),
    "sub-criteria merged": (merge_a, {"A1.M3": Fate.KEPT, "A1.M4": Fate.KEPT}),
    "aspect moved to another day": (move_one, {"B1.M1": Fate.KEPT, "B1.M2": Fate.KEPT}),
    "sub-criterion on another day": (
        each_sub(lambda sub: replace(sub, day=2) if sub.code == "A2" else sub),
        {"A2.M1": Fate.KEPT},
    ),
    "sub-criterion removed": (
        both(each_sub(lambda sub: None if sub.code == "A2" else sub), marks(A1_J1="40.00")),
        {"A1.J1": Fate.RECOMPUTED},
    ),
    "criterion removed, so that ranks change": (
        both(each_sub(lambda sub: None if sub.code == "B1" else sub), marks(A2_M2="50.00")),
        {"A2.M2": Fate.RECOMPUTED},
    ),
    "order": (
        each_sub(lambda sub: replace(sub, aspects=tuple(reversed(sub.aspects)))),
        {"A1.M1": Fate.KEPT, "A1.M2": Fate.KEPT},
    ),
    "criteria renamed and in another order": (
        lambda scheme: swapped(
            replace(scheme, criteria=(replace(scheme.criteria[0], name={"en": "Installation"}), *scheme.criteria[1:]))
        ),
        {"A1.J1": Fate.KEPT, "B1.J1": Fate.KEPT},
    ),
}


@dataclass(frozen=True)
class Picture:
    """Everything that results follow from and consist of, to be compared."""

    entered: frozenset[tuple[object, ...]]
    sheets: tuple[object, ...]
    totals: tuple[object, ...]
    ranks: tuple[object, ...]


def picture(scene: Scene) -> Picture:
    session = scene.session
    session.rollback()
    entered = frozenset(
        tuple(row)
        for table in (Score, Mark)
        for row in session.execute(
            select(table.id, table.sheet_id, table.aspect_id, table.version, table.kind, table.value, table.op_id)
        )
    ) | frozenset(tuple(row) for row in session.execute(select(Signature.id, Signature.sheet_id, Signature.epoch)))
    sheets = []
    for sheet_id in session.scalars(select(SheetResult.sheet_id).order_by(SheetResult.sheet_id)).all():
        frame = load_frame(session, sheet_id)
        index = present(scene)
        registers = load_registers(session, frame, index.sub_criteria[frame.sub_criterion_id])
        result = session.execute(
            select(SheetResult.total, SheetResult.marked, SheetResult.aspects, SheetResult.filled).where(
                SheetResult.sheet_id == sheet_id
            )
        ).one()
        states = registers.states()
        finished = [state.award for state in states.values() if state.judgement is None or state.judgement.is_finished]
        given = [award for award in finished if award is not None]
        # The stored sums are those of a recomputation from what is entered.
        assert result.total == (sum(given, Decimal(0)) if given else None)
        code = registers.sub_criterion.code
        sheets.append(
            (sheet_id, code, frame.state, frame.epoch, frame.day, frame.sources, *result, sheet_digest(registers))
        )
    facts = trade_facts(session, scene.trade_id)
    ranked = rank_entries(entry_lines(session, scene.trade_id), facts, criteria_by_weight(present(scene)))
    totals = session.execute(select(EntryResult.entry_id, EntryResult.total, EntryResult.marked, EntryResult.aspects))
    return Picture(
        entered,
        tuple(sheets),
        tuple(sorted(tuple(row) for row in totals)),
        tuple(sorted((each.entry, each.position) for each in ranked)),
    )


def version_of(scene: Scene, scheme: Scheme, decisions: dict[str, str] | None = None) -> NewVersion:
    former = present(scene).scheme
    matching = match_schemes(former, scheme)
    return NewVersion(scheme, matching, decide_fates(aspect_fates(former, scheme, matching), decisions or {}))


def apply(scene: Scene, version: NewVersion) -> tuple[SchemeEffect, str]:
    """Write a version; returns what was foreseen and the change's id."""
    session = scene.session
    with unit_of_work(scene.context(scene.organizer), scene.event_id, trade_id=scene.trade_id) as unit:
        before = present(scene)
        effect = effect_of(session, trade_facts(session, scene.trade_id), before, version)
        change = move_version(unit, scene.trade_id, before, version, effect, approval_id=None)
        unit.record("scheme.change", f"trade/{scene.trade_id}", new={"version": before.number + 1})
    return effect, change.id


def undo(scene: Scene, change_id: str) -> None:
    with unit_of_work(scene.context(scene.organizer), scene.event_id, trade_id=scene.trade_id) as unit:
        change = scene.session.get(SchemeChange, change_id)
        assert change is not None
        restore_version(unit, change)
        unit.record("scheme.undo", f"trade/{scene.trade_id}", new={})


def test_every_kind_of_change_keeps_all_marks_comes_out_as_foreseen_and_can_be_taken_back(session: Session) -> None:
    scene = marked_scene(session)
    start = picture(scene)
    for name, (edit, fates) in CASES.items():
        former = present(scene).scheme
        scheme = edit(former)
        assert not [each for each in check_scheme(scheme) if each.severity.value == "error"], name
        version = version_of(scene, scheme)
        told = {each.code: each.fate for each in version.fates}
        assert {code: told[code] for code in fates} == fates, name
        effect, change = apply(scene, version)
        after = picture(scene)
        assert after.entered == start.entered, f"{name}: what was entered stays as it was"
        foreseen = {(each.line.id, each.next_total, each.next_marked, each.next_aspects) for each in effect.entries}
        assert foreseen == set(after.totals), name
        assert {(each.line.id, each.next_rank) for each in effect.entries} == set(after.ranks), name
        if "ranks change" in name:
            assert [each.line.code for each in effect.entries if each.rank != each.next_rank] == ["EI-02", "EI-01"]
        sheets = {(row[1], row[2], row[4], row[6]) for row in after.sheets}  # type: ignore[index]
        assert {(e.sub_criterion, e.next_state.value, e.next_day, e.next_total) for e in effect.sheets} == sheets, name
        assert verify_event(session, scene.event_id).problems == (), name
        assert list(recount_event(session, scene.event_id)) == [], name
        undo(scene, change)
        assert picture(scene) == start, f"{name}: taken back"
        assert present(scene).scheme == former, name
    assert verify_event(session, scene.event_id).problems == ()
    assert list(recount_event(session, scene.event_id)) == []
