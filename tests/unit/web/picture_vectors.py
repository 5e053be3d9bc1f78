"""Figures and pictures as the server writes them, for the scripts that write the same (tests/vectors)."""

from __future__ import annotations

import re
from typing import cast

from competition.domain.board_types import TradeBody, TradeRow
from competition.web import filters
from competition.web.public.flow import flow
from tests.unit.web.templates_env import environment

ZONE = "Asia/Shanghai"
MARKS = (None, "0.00", "9.20", "82.10", "100.00", "1234.50", "12345.67")
NUMBERS = (0, 7, 999, 1000, 1284, 12345, 1234567, -3)
PERCENTS = (None, 0, 7, 83, 100)
MOMENTS = (1719297368000, 1719244800000, 1719331199000, 1704067200000)

RULES = ((0, 0, 1), (3, 6, 6), (5, 6, 6), (7, 6, 6), (83, 100, 10), (1, 3, 3), (2, 21, 21), (1, 7, 7), (-1, 4, 4))
GAUGES = (
    (None, "10.00"),
    ("0.00", "10.00"),
    ("9.20", "10.00"),
    ("23.45", "25.00"),
    ("11.00", "10.00"),
    ("1.00", "0.00"),
)
SPARKS = (
    ((), 5), ((3,), 5), ((3, 1), 5), ((2, 1, 1), 1), ((1, 17, 9, 4), 17), ((9, 12), 9), ((6, 5, 4, 4, 2), 9),
)  # fmt: skip
Places = dict[str, tuple[int, tuple[int, ...]]]
FLOWS: tuple[Places, ...] = (
    {"a": (1, (2, 1)), "b": (2, (1, 2))},
    {"a": (1, (1, 1, 1)), "b": (2, (2, 3, 2)), "c": (2, (3, 2, 2)), "d": (4, (7, 6, 4)), "e": (5, (4, 4, 5)),
     "f": (6, (6, 5, 6)), "g": (7, (5, 7, 7))},
    {"a": (1, (3,)), "b": (2, (1, 2, 2)), "c": (3, (9, 1, 3))},
    {"a": (1, (1,)), "b": (2, (2,))},
    {f"r{place}": (place, ((place * 7) % 17 + 1, (place * 5) % 17 + 1, place)) for place in range(1, 18)},
)  # fmt: skip


def figures() -> dict[str, object]:
    """Return how figures, times and dates are written in each language."""
    return {
        "source": "competition/web/filters.py",
        "timezone": ZONE,
        "cases": [
            {
                "lang": lang,
                "marks": [[mark, filters.fmt_mark(mark, lang)] for mark in MARKS],
                "numbers": [[number, filters.fmt_number(number, lang)] for number in NUMBERS],
                "percents": [[percent, filters.fmt_percent(percent, lang)] for percent in PERCENTS],
                "times": [
                    [at, filters.fmt_time(at, lang, ZONE), filters.fmt_time(at, lang, ZONE, seconds=True)]
                    for at in MOMENTS
                ],
                "dates": [[at, filters.fmt_date(at, lang, ZONE)] for at in MOMENTS],
            }
            for lang in filters.LANGUAGES
        ],
    }


def pictures() -> dict[str, object]:
    """Return the lengths and paths that the macros draw."""
    return {
        "source": "templates/components/rule.html, competition/web/public/flow.py",
        "rules": [[done, of, units, *_rule(done, of, units)] for done, of, units in RULES],
        "gauges": [
            [mark, most, _one(r'class="on" width="([^"]*)"', _draw(f"gauge({mark!r}, {most!r})"))]
            for mark, most in GAUGES
        ],
        "sparks": [[list(ranks), of, _spark(ranks, of)] for ranks, of in SPARKS],
        "flows": [_flow(places) for places in FLOWS],
    }


def _draw(call: str, **names: object) -> str:
    source = f'{{% import "components/rule.html" as m %}}{{{{ m.{call} }}}}'
    return environment("en").from_string(source).render(**names)


def _one(pattern: str, drawn: str) -> str:
    found = re.search(pattern, drawn)
    return found.group(1) if found else ""


def _rule(done: int, of: int, units: int) -> list[str]:
    drawn = _draw(f"rule({done}, {of}, {units})")
    return [_one(r'class="done" width="([^"]*)"', drawn), _one(r'class="tick" d="([^"]*)"', drawn)]


def _spark(ranks: tuple[int, ...], of: int) -> dict[str, str] | None:
    drawn = _draw(f"spark({list(ranks)}, {of})")
    return {"path": _one(r' d="([^"]*)"', drawn), "end": _one(r' y="([^"]*)"', drawn)} if drawn.strip() else None


def _flow(places: Places) -> dict[str, object]:
    team = {"code": "", "name": {}, "flag": ""}
    rows = [
        cast("TradeRow", {"id": key, "rank": rank, "trend": list(trend), "team": team, "status": "ranked"})
        for key, (rank, trend) in places.items()
    ]
    found = flow(cast("TradeBody", {"rows": rows, "sessions": []}))
    drawn = _draw("rank_flow(lines, '', '')", lines=found.lines) if found else ""
    paths = dict(re.findall(r'<path class="l[^"]*" data-line="([^"]*)" d="([^"]*)"', drawn))
    return {
        "rows": [{"id": row["id"], "rank": row["rank"], "trend": row["trend"]} for row in rows],
        "lines": [
            {"id": line.id, "ranks": list(line.ranks), "kind": line.kind, "path": paths[line.id]}
            for line in found.lines
        ]
        if found
        else [],
    }
