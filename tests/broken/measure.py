"""Read every file of the corpus, each in a process of its own that may not take more than 200 MB.

`python -m tests.broken.measure FOLDER` prints a line of JSON for each: name, what was found, CPU seconds, megabytes.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path

from competition.formats.roster_sheet import read_roster

MOST_BYTES = 200 << 20
TRADES = ("04", "07")


def found(data: bytes) -> dict[str, object]:
    """Return what a file leads to: problems as code@place, the names that could be read, the encoding."""
    reading = read_roster(data, trades=TRADES)
    return {
        "problems": [f"{each.code}@{each.column or ''}{each.row or ''}" for each in reading.problems],
        "people": [row.native_name or row.latin_name for row in reading.draft][:5],
    }


def measure(path: Path) -> dict[str, object]:
    """Read one file in a child and return what it found and took."""
    data = path.read_bytes()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        taken = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (taken + MOST_BYTES, taken + MOST_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
        try:
            answer = found(data)
        except BaseException as fault:
            answer = {"problems": [f"!{type(fault).__name__}"], "people": []}
        os.write(writer, json.dumps(answer).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as said:
        words = said.read()
    _, status, used = os.wait4(child, 0)
    answer = json.loads(words) if words else {"problems": [f"!status {status}"], "people": []}
    seconds = used.ru_utime + used.ru_stime
    return {"name": path.name, **answer, "seconds": round(seconds, 2), "megabytes": used.ru_maxrss // 1024}


def main(folder: Path) -> None:
    """Measure every file of a folder."""
    for path in sorted(folder.iterdir()):
        print(json.dumps(measure(path), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
