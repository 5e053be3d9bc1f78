"""The results as a table for people and as JSON for machines, with the facts of the machine."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.live import NODE, OURS

Rows = list[dict[str, Any]]
Results = dict[str, Any]

LIVE_COLUMNS = {
    "server": "server",
    "viewers": "viewers",
    "patches_a_second": "patches/s",
    "patch_bytes": "bytes",
    "delivered": "delivered",
    "expected": "of",
    "cpu_us": "CPU µs a message",
    "p50_ms": "p50 ms",
    "p99_ms": "p99 ms",
    "accepted_a_second": "accepted/s",
    "accept_cpu_us": "CPU µs to accept",
    "viewer_bytes": "bytes a viewer",
}
MARK_COLUMNS = {
    "what": "what",
    "database": "database",
    "event": "event",
    "count": "requests",
    "p50_ms": "p50 ms",
    "p99_ms": "p99 ms",
    "ops_a_second": "ops/s",
    "cpu_us": "CPU µs an op",
    "failed": "failed",
}
PEOPLE_COLUMNS = {"what": "what", "seconds": "s", "cpu_s": "CPU s", "ratio": "ratio", "beside": "beside"}
SERVED_COLUMNS = {
    "what": "what",
    "seconds": "s",
    "cpu_s": "CPU s",
    "asked": "asked",
    "p50_ms": "p50 ms",
    "stall_ms": "longest stall ms",
    "marks": "marks",
    "mark_ms": "longest mark ms",
}
EDITOR_COLUMNS = {"what": "what", "keys": "keys", "p50_ms": "p50 ms", "p95_ms": "p95 ms (≤ 50)", "most_ms": "most ms"}


def machine() -> dict[str, Any]:
    """Return what one must know to read the figures."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in _read("/proc/cpuinfo").splitlines()
            if line.startswith("model name")
        ),
        "unknown",
    )
    memory = int(_read("/proc/meminfo").split()[1]) // 1024
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "processor": model,
        "cores": os.cpu_count(),
        "memory_mb": memory,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "node": _version("node"),
        "load_before": os.getloadavg()[0],
    }


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _version(program: str) -> str:
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=10)
    return done.stdout.strip()


def ratios(rows: Rows) -> Rows:
    """Return ours against Node at the same load: S1 to S4."""
    found: Rows = []
    nodes = {_load(row): row for row in rows if row["server"] == NODE}
    for ours in rows:
        node = nodes.get(_load(ours))
        if ours["server"] != OURS or node is None:
            continue
        found.append(
            {
                "viewers": ours["viewers"],
                "patches/s": ours["patches_a_second"],
                "bytes": ours["patch_bytes"],
                "S1 CPU a message (≤ 0.75)": _share(ours, node, "cpu_us"),
                "S2 p99 (≤ 1)": _share(ours, node, "p99_ms"),
                "S3 accepted/s (≥ 3)": _share(ours, node, "accepted_a_second"),
                "S3 by CPU (≥ 3)": _share(node, ours, "accept_cpu_us"),
                "S4 memory (≤ 0.25)": _share(ours, node, "viewer_bytes"),
            }
        )
    return found


def _load(row: dict[str, Any]) -> tuple[int, int, int]:
    # Bytes differ by the digits of a revision.
    return row["viewers"], row["patches_a_second"], round(row["patch_bytes"], -2)


def _share(one: dict[str, Any], other: dict[str, Any], name: str) -> float:
    return round(one[name] / other[name], 2) if other[name] else 0.0


def table(rows: Rows, columns: dict[str, str]) -> str:
    """Return a Markdown table."""
    if not rows:
        return "(not measured)\n"
    lines = [f"| {' | '.join(columns.values())} |", f"|{' --- |' * len(columns)}"]
    lines += [f"| {' | '.join(_cell(row[name]) for name in columns)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and value >= 10_000 else str(value)


def markdown(results: Results) -> str:
    """Return the report."""
    facts = "\n".join(f"- {name}: {value}" for name, value in results["machine"].items())
    compared = ratios(results.get("live", []))
    ratio_columns = {name: name for name in compared[0]} if compared else {}
    marks, growth = results.get("marks", []), results.get("growth", [])
    people, served, editor = (results.get(name, []) for name in ("people", "people_served", "editor"))
    return f"""# Measured speed

Made by `python -m bench`; both servers and their load run on one machine over loopback, in turns. Absolute figures are
this machine's; ratios are what the promises name. Processor time is told apart by process.

{facts}

## Viewers: S1 CPU a message, S2 latency, S3 reconnect storm, S4 memory

{table(results.get("live", []), LIVE_COLUMNS)}
Ours against Node at the same load:

{table(compared, ratio_columns)}
## Marks: S5

One mark is one HTTP request: op, mark, log, receipt, totals, published board, durable commit.

{table(marks, MARK_COLUMNS)}
## Growth: S7

The measured trade has the same size in both events; everything around it grows.

{table(growth, MARK_COLUMNS)}
## People from a spreadsheet: S10

10,000 people as XLSX, half of them competitors in 60 trades, into an event in which three trades are being marked; on
SQLite. Ratios are of processor time{_when(results, "people")}.

{table(people, PEOPLE_COLUMNS)}
Through the server, while a reader asks for `/healthz` fifty times a second and a judge enters four marks a second. An
import is one transaction, so on SQLite a mark that comes while it is written waits until it is whole; what the judge
typed is on the tablet meanwhile. Reading and planning hold nobody up but for their share of the processor.

{table(served, SERVED_COLUMNS)}
## Scheme editor

220 aspects in Chromium, from a key to the frame that shows it{_when(results, "editor")}.

{table(editor, EDITOR_COLUMNS)}"""


def _when(results: Results, part: str) -> str:
    """Return when a part was measured that was measured apart from the others."""
    found = results.get("parts", {}).get(part)
    return f"; measured {found['at']} at a load of {found['load_before']:.1f}" if found else ""


def merged(results: Results, folder: Path, part: str) -> Results:
    """Return the results with those of the last report for what was not measured now.

    part: what was; when and under which load is kept beside it, for the last report was of another hour.
    """
    try:
        last: Results = json.loads((folder / "latest.json").read_text(encoding="utf-8"))
    except OSError:
        return results
    measured = {name: results["machine"][name] for name in ("at", "load_before")}
    parts = {**last.get("parts", {}), part: measured}
    return {**last, **results, "machine": last["machine"], "parts": parts}


def write(results: Results, folder: Path) -> None:
    """Write both files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "latest.json").write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "latest.md").write_text(markdown(results), encoding="utf-8")
