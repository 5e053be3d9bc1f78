"""`python -m bench [--quick] [--only live|marks|people|editor] [--most 5000] [--out docs/benchmarks]`."""

from __future__ import annotations

import argparse
import itertools
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from bench import editor, live, marks, report, spreadsheets
from bench.processes import ROOT
from tests.services import postgresql

PARTS = ("live", "marks", "people", "editor")


def main() -> None:
    """Measure and write the report."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small and short: does everything still run?")
    parser.add_argument("--only", choices=PARTS, help="one part of it")
    parser.add_argument("--most", type=int, default=10_000, help="most viewers at once")
    parser.add_argument("--out", type=Path, help="folder of the report; --quick without it only prints")
    wanted = parser.parse_args()
    results: report.Results = {"machine": report.machine(), "quick": wanted.quick}
    with tempfile.TemporaryDirectory(prefix="podium-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        if wanted.only in (None, "live"):
            results["live"] = [asdict(row) for row in live.run(wanted.quick, folder, most=wanted.most)]
        if wanted.only in (None, "marks"):
            results.update(marks.run(wanted.quick, folder, _databases(folder, stack)))
        if wanted.only in (None, "people"):
            results.update(spreadsheets.run(wanted.quick, folder))
        if wanted.only in (None, "editor"):
            results.update(editor.run(wanted.quick, folder))
    if wanted.out or not wanted.quick:
        out = wanted.out or ROOT / "docs" / "benchmarks"
        results = report.merged(results, out, wanted.only) if wanted.only else results
        report.write(results, out)
    print(report.markdown(results))


def _databases(folder: Path, stack: ExitStack) -> dict[str, Callable[[], str]]:
    """Return how to get empty databases of both engines."""
    numbers = itertools.count(1)
    cluster = stack.enter_context(postgresql())

    def new_postgresql() -> str:
        name = f"bench_{next(numbers)}"
        cluster.execute(f"CREATE DATABASE {name}")
        return cluster.url(name)

    return {
        "SQLite": lambda: f"sqlite:///{folder / f'bench-{next(numbers)}.db'}",
        "PostgreSQL": new_postgresql,
    }


if __name__ == "__main__":
    main()
