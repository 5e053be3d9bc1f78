"""Run one of our own commands beside the server, so that no socket waits for its processor work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gevent import monkey
from sqlalchemy import Engine

from competition.domain.errors import DomainError

MINUTES = 30
_START = "from competition.cli import main; main()"


def shares_its_thread() -> bool:
    """Tell whether greenlets share this thread, as in the server: long work then belongs beside it."""
    return bool(monkey.is_module_patched("threading"))


def run_apart(engine: Engine, data_dir: Path, arguments: Sequence[str]) -> Any:
    """Run `competition ARGUMENTS… --json` on the same database and return what it printed.

    Raises DomainError with the code of the first problem that it found.
    """
    environ = {
        **os.environ,
        "COMPETITION_DATABASE_URL": engine.url.render_as_string(hide_password=False),
        "COMPETITION_DATA_DIR": str(data_dir),
    }
    command = [sys.executable, "-c", _START, *arguments, "--json"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=MINUTES * 60, check=False)
    try:
        found = json.loads(done.stdout)
    except ValueError as silent:
        raise RuntimeError(f"{arguments[0]} ended with {done.returncode}: {done.stderr[-500:]}") from silent
    for problem in found.get("problems", ()) if isinstance(found, dict) and done.returncode else ():
        raise DomainError(problem["code"], **problem.get("params", {}))
    return found
