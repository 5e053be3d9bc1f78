"""The demo event cut down to a few trades, with nothing marked yet: quick to write, and robots know their way in it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy.orm import Session

from competition.db.engine import open_engine
from competition.demo import build
from competition.demo.model import DemoEvent
from competition.services.demo_event import write_demo_event


def small_demo(trades: Collection[str]) -> DemoEvent:
    """Return the demo event with these trades alone and no history."""
    demo = build()
    entries = tuple(entry for entry in demo.entries if entry.trade in trades)
    codes = {entry.code for entry in entries}
    return replace(
        demo,
        trades=tuple(trade for trade in demo.trades if trade.code in trades),
        entries=entries,
        judges=tuple(judge for judge in demo.judges if judge.trade in trades),
        panels=tuple(panel for panel in demo.panels if panel.trade in trades),
        schedule=tuple(item for item in demo.schedule if item.trade is None or item.trade in trades),
        strengths=tuple(strength for strength in demo.strengths if strength.entry in codes),
        history=(),
    )


def write_small_demo(database_url: str, trades: Collection[str]) -> str:
    """Write it into a database that has all tables; returns the event's code."""
    demo = small_demo(trades)
    engine = open_engine(database_url)
    with Session(engine) as session:
        write_demo_event(session, demo, lambda _done, _of: None)
    engine.dispose()
    return demo.code
