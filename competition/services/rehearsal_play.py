"""Robots play a rehearsal from the first sheet to the last, through the same doors as people. Source: PRODUCT A11.

A job, so it runs beside the server. Day by day the rehearsal's clock is set to the morning, the sheets of the day are
opened, and every marking team works at its table until nothing is left.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.engine import write_transaction
from competition.db.models import Account, Day, Event, LoginToken, RehearsalRow, Sheet, Trade
from competition.domain.errors import DomainError
from competition.domain.stages import SheetState
from competition.queries.log_replay import verify_event
from competition.queries.robot_plan import TableOfJudges, robot_tables
from competition.services.accounts import TOKEN_LIVES
from competition.services.context import Context
from competition.services.identity import new_secret, secret_hash
from competition.services.jobs import JobCancelled, JobRun
from competition.services.rehearsals import day_offset, rehearsal_of
from competition.services.robot_tables import Pace, Play, Table
from competition.services.robots import Connection, Hall, Ledger, RobotJudge, Tally
from competition.services.sheets import open_sheets
from competition.services.unit_of_work import unit_of_work

KIND = "rehearsal.play"
LOOK_S = 0.5
JOIN_S = 30.0
FASTEST, USUAL = 200.0, 10.0
MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class _Rehearsal:
    id: str
    timezone: str
    days: tuple[tuple[int, object], ...]


def play_rehearsal(run: JobRun) -> Mapping[str, Json]:
    """Play the rehearsal of the job's event to its end and return the report.

    params: `url` of this server; `speed`: marks a second; `trades`: codes, none for all.
    Raises DomainError `not_found`, `rehearsal_server_silent`, and JobCancelled.
    """
    url, speed = str(run.params["url"]), float(str(run.params.get("speed", USUAL)))
    wanted = run.params.get("trades")
    trades = [str(each) for each in wanted] if isinstance(wanted, list) else []
    session = run.context.session
    rehearsal = _found(session, run.event_id or "")
    if not _answers(url):
        raise DomainError("rehearsal_server_silent", url=url)
    hall = Hall(url, threading.Event(), Ledger(None), Tally())
    play = Play(hall, Pace(max(0.1, min(speed, FASTEST)), hall.stop), {}, {})
    codes = _codes(run.context, rehearsal.id)
    judges = {login: RobotJudge(hall, login, "", code) for login, code in codes.items()}
    play = Play(hall, play.pace, {}, judges)
    begun = time.monotonic()
    try:
        for number, date in rehearsal.days:
            _begin_day(run.context, rehearsal, number, date, trades)
            tables = robot_tables(session, rehearsal.id, trades)
            session.rollback()
            _work(run, rehearsal, play, tables, number)
    finally:
        hall.stop.set()
        for judge in judges.values():
            judge.close()
    return _report(session, rehearsal.id, hall.tally, round(time.monotonic() - begun), trades)


def _found(session: Session, event_id: str) -> _Rehearsal:
    event = rehearsal_of(session, event_id)
    if event is None:
        raise DomainError("not_found")
    days = session.execute(select(Day.number, Day.date).where(Day.event_id == event.id).order_by(Day.number)).all()
    found = _Rehearsal(event.id, event.timezone, tuple((number, date) for number, date in days))
    session.rollback()
    return found


def _answers(url: str) -> bool:
    connection = Connection(url)
    try:
        return connection.ask("GET", "/healthz").status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _codes(context: Context, event_id: str) -> dict[str, str]:
    """Return a one-time code for every account that was made for the rehearsal, and for none else."""
    session = context.session
    rows = session.execute(
        select(Account.id, Account.login)
        .join(RehearsalRow, (RehearsalRow.row_id == Account.id) & (RehearsalRow.table == "account"))
        .where(RehearsalRow.event_id == event_id)
    ).all()
    codes = {login: new_secret() for _, login in rows}
    with write_transaction(session):
        session.add_all(
            LoginToken(
                token_hash=secret_hash(codes[login]), account_id=account_id, expires_at=context.now + TOKEN_LIVES
            )
            for account_id, login in rows
        )
    return codes


def _begin_day(context: Context, rehearsal: _Rehearsal, number: int, date: object, trades: Sequence[str]) -> None:
    """Set the clock to the morning of a day and open its sheets."""
    session = context.session
    offset = day_offset(rehearsal.timezone, date, context.now)
    with write_transaction(session):
        session.execute(update(Event).where(Event.id == rehearsal.id).values(clock_offset=offset))
    found = session.execute(select(Trade.id, Trade.code).where(Trade.event_id == rehearsal.id)).all()
    for trade_id, code in found:
        if not trades or code in trades:
            with unit_of_work(context, rehearsal.id, clock_offset=offset, trade_id=trade_id) as unit:
                open_sheets(unit, trade_id, {number})


def _work(run: JobRun, rehearsal: _Rehearsal, play: Play, tables: Sequence[TableOfJudges], day: int) -> None:
    """Let every table work until nothing is left, and tell how far they are."""
    threads = [threading.Thread(target=Table(play, table).work, daemon=True) for table in tables]
    total = sum(len(table.sheets) for table in tables)
    before = play.hall.tally.counts.get("locked", 0)
    for thread in threads:
        thread.start()
    stop = play.hall.stop
    try:
        while any(thread.is_alive() for thread in threads):
            run.progress(play.hall.tally.counts.get("locked", 0) - before, total, f"day {day}")
            stop.wait(LOOK_S)
            for thread in threads:
                thread.join(0)
    except JobCancelled:
        stop.set()
        for thread in threads:
            thread.join(JOIN_S)
        raise
    run.check_cancel()


def _report(session: Session, event_id: str, tally: Tally, seconds: int, trades: Sequence[str]) -> dict[str, Json]:
    sheets = select(Sheet.state, func.count()).join(Trade, Trade.id == Sheet.trade_id).where(Sheet.event_id == event_id)
    if trades:
        sheets = sheets.where(Trade.code.in_(trades))
    states = dict(session.execute(sheets.group_by(Sheet.state)).all())
    verdict = verify_event(session, event_id)
    refused: list[Json] = [f"{what}: {count}" for what, count in sorted(tally.counts.items()) if "refused" in what]
    faults: list[Json] = [*tally.faults[:MOST_FAULTS]]
    return {
        "marks": tally.counts.get("marks", 0),
        "rounds": tally.counts.get("rounds", 0),
        "signatures": tally.counts.get("signatures", 0),
        "locked": states.get(SheetState.LOCKED.value, 0),
        "sheets": sum(states.values()),
        "seconds": seconds,
        "log": verdict.seq,
        "log_whole": not verdict.problems,
        "refused": refused,
        "faults": faults,
    }
