"""`competition scheme …`: look at marking schemes without a database."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import click

from competition.cli.output import FINE, PROBLEMS, Json, leave, print_json, print_problems, problem_json
from competition.domain.decimals import two_decimals
from competition.domain.scheme import Scheme, Text
from competition.domain.scheme_rules import summarise
from competition.formats.plain_table import align
from competition.formats.scheme_sheet import SchemeReading, read_scheme


@click.group()
def scheme() -> None:
    """Work with marking schemes."""


@scheme.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print for a machine.")
def check(file: Path, as_json: bool) -> None:
    """Check a marking scheme FILE and print its figures.

    Exit code 0: it could be locked as it is. 1: something must be mended first.
    """
    reading = read_scheme(file.read_bytes())
    if as_json:
        print_json(scheme_report(reading))
    else:
        _print_report(reading)
    leave(FINE if reading.is_ready else PROBLEMS)


def scheme_report(reading: SchemeReading) -> dict[str, Json]:
    """Return the figures and problems of a scheme; marks are strings with two decimals."""
    draft = reading.draft or Scheme((), reading.sections)
    summary = summarise(draft)
    names = {criterion.code: _one_name(criterion.name) for criterion in draft.criteria}
    return {
        "layout": reading.layout.value if reading.layout else None,
        "criteria": [
            {"id": each.code, "name": names[each.code], "mark": two_decimals(each.mark)} for each in summary.criteria
        ],
        "sub_criteria": summary.sub_criteria,
        "aspects": {"M": summary.measurements, "J": summary.judgements},
        "total": two_decimals(summary.total),
        "sections": _sections(draft),
        "total_variation": two_decimals(summary.total_variation),
        "calculations": len(reading.calculations),
        "problems": [problem_json(problem) for problem in reading.problems],
    }


def _sections(draft: Scheme) -> list[dict[str, str | None]]:
    if draft.sections:
        names = {section.code: _one_name(section.name) for section in draft.sections}
        return [
            {
                "id": each.code,
                "name": names[each.code],
                "weight": two_decimals(each.weight),
                "aspects": two_decimals(each.aspects),
                "variation": two_decimals(each.variation),
            }
            for each in summarise(draft).sections
        ]
    # Older layouts carry no standard: the sections are known from their aspects alone, without a weight.
    sums: dict[str, Decimal] = {}
    for aspect in draft.aspects():
        if aspect.section:
            sums[aspect.section] = sums.get(aspect.section, Decimal("0.00")) + aspect.max_mark
    return [
        {"id": code, "name": "", "weight": None, "aspects": two_decimals(sums[code]), "variation": None}
        for code in sorted(sums, key=lambda code: (len(code), code))
    ]


def _one_name(name: Text) -> str:
    return next(iter(name.values()), "")


def _print_report(reading: SchemeReading) -> None:
    draft = reading.draft or Scheme((), reading.sections)
    summary = summarise(draft)
    if reading.layout is not None:
        click.echo(click.style(reading.title or "Marking scheme", bold=True) + f"  (layout {reading.layout})\n")
        marks = zip(draft.criteria, summary.criteria, strict=True)
        rows = [[each.code, _one_name(each.name), two_decimals(figures.mark)] for each, figures in marks]
        click.echo(
            align(["Criterion", "Name", "Mark"], [*rows, ["", "Total", two_decimals(summary.total)]], right=(2,))
        )
        click.echo(
            f"\n{summary.sub_criteria} sub-criteria, {summary.measurements + summary.judgements} aspects "
            f"({summary.measurements} M, {summary.judgements} J), {len(reading.calculations)} calculations\n"
        )
    if sections := _sections(draft):
        rows = [["–" if value is None else value for value in section.values()] for section in sections]
        rows.append(["", "Total variation", "", "", two_decimals(summary.total_variation)])
        click.echo(align(["Section", "Name", "Weight", "Aspects", "Variation"], rows, right=(2, 3, 4)) + "\n")
    if reading.problems:
        print_problems(reading.problems)
    else:
        click.echo("No problems found.")
