"""S10, people: 10,000 rows of XLSX read, planned, written and taken back, alone and through the server.

Alone, each step stands beside the barest thing that does the same: reading cells and nothing else, inserting as many
rows and nothing else. Through the server somebody uploads the file and agrees, while others ask for something small and
a judge enters marks.
"""

from __future__ import annotations

import io
import re
import sqlite3
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import openpyxl
import python_calamine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.events import Built
from bench.marks import Judge
from bench.office import Office, Others, reader
from bench.people import prepare, roster
from bench.processes import family_cpu_seconds, free_port, gunicorn, our_environ, running
from competition.db.base import Base
from competition.db.engine import open_engine
from competition.db.migrate import upgrade
from competition.db.models import ImportPlan
from competition.formats.roster_sheet import read_roster
from competition.services.context import Actor, Context
from competition.services.exchange import apply_roster_import, plan_roster_import
from competition.services.import_undo import undo_import

COUNT = 10_000
CHOOSING_S = 4.0
"""How long somebody looks for the file after the page has opened; a process is started meanwhile."""
ASKS_EVERY_S, MARKS_EVERY_S = 0.02, 0.25
T = TypeVar("T")


@dataclass(frozen=True)
class Step:
    """One step in this process. ratio: processor time against the yardstick named in `beside`."""

    what: str
    seconds: float
    cpu_s: float
    ratio: float
    beside: str


@dataclass(frozen=True)
class Served:
    """One step through the server; cpu_s: of the server and of the process of the job.

    stall_ms: the longest time in which something small was not answered. mark_ms: the longest that a mark took.
    """

    what: str
    seconds: float
    cpu_s: float
    asked: int
    p50_ms: float
    stall_ms: float
    marks: int
    mark_ms: float


def run(quick: bool, folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Return both tables."""
    count = COUNT // 10 if quick else COUNT
    data = roster(count)
    alone = _alone(folder, data)
    served = _served(folder, data)
    return {"people": [asdict(row) for row in alone], "people_served": [asdict(row) for row in served]}


def _event(url: str) -> tuple[Built, Actor, str, str]:
    engine = open_engine(url)
    upgrade(engine)
    with Session(engine) as session:
        found = prepare(session)
    engine.dispose()
    return found


def _alone(folder: Path, data: bytes) -> list[Step]:
    """Return what each step takes by itself, beside its yardstick."""
    url = f"sqlite:///{folder / 'alone.db'}"
    _, actor, _, event_id = _event(url)
    engine = open_engine(url)
    with Session(engine) as session:

        def context() -> Context:
            return Context(session, actor, datetime.now(UTC), lambda _announcement: None)

        cells = _timed("openpyxl reads the cells", _openpyxl, data)[1]
        steps = [cells, _timed("python-calamine reads the cells", _calamine, data, cells)[1]]
        steps.append(_timed("read: cells, guard, people, problems", read_roster, data, cells)[1])
        shown, planned = _timed(
            "plan: read, compare", lambda: plan_roster_import(context(), event_id, data), None, cells
        )
        session.rollback()
        before = _rows(session)
        written = _timed("write", lambda: apply_roster_import(context(), shown), None)[1]
        count = _rows(session) - before
        bare = _timed(f"bare INSERT of {count:,} rows", lambda: _bare(folder / "bare.db", count), None)[1]
        import_id = session.scalars(select(ImportPlan.id)).one()
        session.rollback()
        undone = _timed("take back", lambda: undo_import(context(), event_id, import_id), None, bare)[1]
    engine.dispose()
    return [*steps, planned, bare, _beside(written, bare), undone]


def _timed(what: str, act: Callable[..., T], data: bytes | None = None, beside: Step | None = None) -> tuple[T, Step]:
    began, used = time.perf_counter(), time.process_time()
    found = act() if data is None else act(data)
    step = Step(what, round(time.perf_counter() - began, 2), round(time.process_time() - used, 2), 1.0, "")
    step = _beside(step, beside) if beside else step
    print(asdict(step), file=sys.stderr, flush=True)
    return found, step


def _beside(step: Step, beside: Step) -> Step:
    ratio = round(step.cpu_s / beside.cpu_s, 2) if beside.cpu_s else 0.0
    return Step(step.what, step.seconds, step.cpu_s, ratio, beside.what)


def _openpyxl(data: bytes) -> int:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    return sum(1 for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for _ in row)


def _calamine(data: bytes) -> int:
    book = python_calamine.load_workbook(io.BytesIO(data))
    return sum(len(row) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())


def _rows(session: Session) -> int:
    """Return how many rows all tables have."""
    counts = [session.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables]
    session.rollback()
    return sum(count or 0 for count in counts)


def _bare(path: Path, count: int) -> None:
    """Insert rows of an ordinary size in one durable transaction."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE line (id TEXT PRIMARY KEY, a TEXT, b TEXT, c TEXT, d TEXT, e INTEGER)")
    rows = ((f"{number:032x}", "x" * 32, "y" * 32, "z" * 20, "", number) for number in range(count))
    with connection:
        connection.executemany("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?)", rows)
    connection.close()


def _served(folder: Path, data: bytes) -> list[Served]:
    """Return what a person, a reader and a judge see of it."""
    url = f"sqlite:///{folder / 'served.db'}"
    built, actor, secret, _ = _event(url)
    port = free_port()
    home = "/office/bench/spreadsheets"
    with running(gunicorn("wsgi:app", port), port, folder, **our_environ(folder / "data", url)) as pid:
        judge = Judge(port, built.desks[0])
        judge.enter(1)
        asking, marking = Others(reader(port), ASKS_EVERY_S), Others(lambda: judge.enter(1), MARKS_EVERY_S)

        def step(what: str, act: Callable[[], object]) -> Served:
            began, used = time.monotonic(), family_cpu_seconds(pid)
            with asking.at_work(), marking.at_work():
                act()
            seconds, cpu = time.monotonic() - began, family_cpu_seconds(pid) - used
            row = Served(
                what,
                round(seconds, 1),
                round(cpu, 2),
                len(asking.times),
                round(asking.median),
                round(asking.longest),
                len(marking.times),
                round(marking.longest),
            )
            print(asdict(row), file=sys.stderr, flush=True)
            return row

        office = Office(port, secret, actor.device_id)
        office.get(home)
        rows = [step("nothing: a judge and a reader alone", lambda: time.sleep(CHOOSING_S))]
        rows.append(
            step("upload until the plan is shown", lambda: (office.upload(home, "people.xlsx", data), office.follow()))
        )
        address, digest = office.address, re.search(r'name="digest" value="(\w{64})"', office.page)
        assert digest is not None, office.page[:2000]
        time.sleep(CHOOSING_S)
        agreed = digest[1]
        rows.append(
            step("agree until it is written", lambda: (office.post(f"{address}/apply", digest=agreed), office.follow()))
        )
        rows.append(step("take back", lambda: (office.post(f"{address}/undo", typed="bench"), office.follow())))
        judge.close()
    return rows
