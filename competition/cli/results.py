"""`competition medals`: the ranking rules on anybody's marks, without a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from competition.cli.output import FINE, PROBLEMS, leave, print_json, print_problems
from competition.domain.awards import TradeResult
from competition.domain.decimals import two_decimals
from competition.domain.errors import Problem, Severity
from competition.domain.medals import PRESETS, Medal, MedalRules
from competition.domain.ranking import RankedEntry, award_problems, award_trade
from competition.domain.scale import Scale
from competition.domain.standings import EntryResult, EntryStatus
from competition.domain.team_tables import medal_table, team_scores
from competition.formats.csv_text import OLD_ENCODINGS
from competition.formats.plain_table import align, write_csv
from competition.formats.results_sheet import MarkRow, read_marks

Cell = str | int | None
_WORDS = frozenset({"trade", "team", "entry", "medal"})


@dataclass(frozen=True, slots=True)
class MedalRow:
    """One ranked line with its trade; entry is its name as the file had it, "" for none."""

    trade: str
    entry: str
    ranked: RankedEntry

    def values(self) -> dict[str, Cell]:
        """Return the line by heading, for a machine."""
        ranked = self.ranked
        return {
            "trade": self.trade,
            "team": ranked.team,
            "entry": self.entry,
            "mark": None if ranked.total is None else two_decimals(ranked.total),
            "scaled": ranked.scaled,
            "position": ranked.position,
            "medal": ranked.medal.value if ranked.medal else "",
        }


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--rules", type=click.Choice(list(PRESETS)), required=True, help="How medals are given.")
@click.option("--scale", type=click.Choice([each.value for each in Scale]), required=True, help="The common scale.")
@click.option("--teams", is_flag=True, help="Print the team table instead of the entries.")
@click.option("--json", "as_json", is_flag=True, help="Print for a machine.")
@click.option("--csv", "as_csv", is_flag=True, help="Print as CSV.")
@click.option("--encoding", type=click.Choice(OLD_ENCODINGS), help="Encoding of a CSV file that is not Unicode.")
def medals(file: Path, rules: str, scale: str, teams: bool, as_json: bool, as_csv: bool, encoding: str | None) -> None:
    """Rank the marks in FILE and give medals, trade by trade.

    FILE is a CSV or spreadsheet with the columns trade, team, mark and, if wanted, entry and out_of_contest.
    Exit code 0: done. 1: something must be mended or decided first, printed on the error output.
    """
    if as_json and as_csv:
        raise click.UsageError("Choose one of --json and --csv.")
    reading = read_marks(file.read_bytes(), encoding=encoding)
    rows, problems = rank_trades(reading.rows, PRESETS[rules], Scale(scale))
    problems = (*reading.problems, *problems)
    print_problems(problems, to_errors=True)
    if reading.rows:
        _print_table(team_table(rows) if teams else [row.values() for row in rows], as_json, as_csv)
    leave(PROBLEMS if any(problem.severity is Severity.ERROR for problem in problems) else FINE)


def rank_trades(
    rows: Sequence[MarkRow], rules: MedalRules, scale: Scale
) -> tuple[tuple[MedalRow, ...], tuple[Problem, ...]]:
    """Return all trades ranked, in the order in which the file first names them, and what must be decided."""
    ranked: list[MedalRow] = []
    problems: list[Problem] = []
    for trade in dict.fromkeys(row.trade for row in rows):
        # A line without an entry is one all the same; its row number names it and keeps the file's order.
        lines = {f"{row.row:09}": row for row in rows if row.trade == trade}
        results = [_result(key, row) for key, row in lines.items()]
        ranked += [MedalRow(trade, lines[each.entry].entry, each) for each in award_trade(results, rules, scale)]
        problems += [_named(problem, trade, lines) for problem in award_problems(results, rules, scale)]
    return tuple(ranked), tuple(problems)


def _result(key: str, row: MarkRow) -> EntryResult:
    return EntryResult(key, row.mark, row.team, EntryStatus.GUEST if row.out_of_contest else EntryStatus.RANKED)


def _named(problem: Problem, trade: str, lines: dict[str, MarkRow]) -> Problem:
    """Return a problem of one trade with the trade and with entries as the file names them."""
    params = {**problem.params, "trade": trade}
    if "entries" in params:
        named = (lines[key] for key in params["entries"].split(","))
        params["entries"] = ", ".join(row.entry or row.team for row in named)
    return replace(problem, sheet=trade, params=params)


def team_table(rows: Sequence[MedalRow]) -> list[dict[str, Cell]]:
    """Return the teams by medals, then those without one: medals, medal points and scaled points. Source: DOMAIN 3.8.

    Marks that stand as they are count as points only when all of them are whole, as published marks are.
    """
    counted = [row for row in rows if row.ranked.position is not None and row.ranked.total is not None]
    is_whole = all(row.ranked.scaled is not None or row.ranked.total == int(row.ranked.total or 0) for row in counted)
    results = [
        TradeResult(row.trade, row.ranked.entry, row.ranked.team, _points(row.ranked), row.ranked.medal)
        for row in counted
    ]
    ranks = {count.team: count.rank for count in medal_table(results)}
    scores = sorted(team_scores(results), key=lambda score: (ranks.get(score.team, len(ranks) + 1), score.team))
    return [
        {
            "rank": ranks.get(score.team),
            "team": score.team,
            **{medal.value: score.medals[medal] for medal in Medal},
            "trades": score.trades,
            "medal_points": score.medal_points,
            "average_medal_points": str(score.average_medal_points),
            "points": score.scaled_points if is_whole else None,
            "average_points": str(score.average_scaled_points) if is_whole else None,
        }
        for score in scores
    ]


def _points(ranked: RankedEntry) -> int:
    return ranked.scaled if ranked.scaled is not None else int(ranked.total or 0)


def _print_table(rows: Sequence[dict[str, Cell]], as_json: bool, as_csv: bool) -> None:
    if as_json:
        print_json(rows)
        return
    headings = list(rows[0]) if rows else []
    texts = [["" if cell is None else str(cell) for cell in row.values()] for row in rows]
    if as_csv:
        click.echo(write_csv(headings, texts), nl=False)
    else:
        click.echo(align(headings, texts, right=[place for place, name in enumerate(headings) if name not in _WORDS]))
