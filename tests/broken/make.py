"""Write the corpus into a folder: `python -m tests.broken.make FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.broken.archives import ARCHIVES
from tests.broken.tables import TABLES

CORPUS = {**ARCHIVES, **TABLES}


def main(folder: Path) -> None:
    """Write every file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in CORPUS.items():
        (folder / name).write_bytes(make())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
