"""Write .venv/bin/competition: the command line of this checkout, without installing the package."""

from __future__ import annotations

import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
ENTRY = """#!{python}
import sys

sys.path.insert(0, {checkout!r})
from competition.cli import main

main(prog_name="competition")
"""


def write_entry(folder: Path) -> None:
    """Write the executable into the folder of the virtual environment's commands."""
    target = folder / "competition"
    target.write_text(ENTRY.format(python=folder / "python", checkout=str(CHECKOUT)), encoding="utf-8")
    target.chmod(0o755)


if __name__ == "__main__":
    write_entry(Path(sys.prefix) / "bin")
