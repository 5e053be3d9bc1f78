#!/bin/sh
# Install a lock file into .venv, also where the system's Python cannot make one with pip inside.
set -eu
if .venv/bin/python -m pip --version >/dev/null 2>&1; then
  exec .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1"
fi
exec python3 -m pip --python .venv/bin/python install --quiet --disable-pip-version-check --require-hashes -r "$1"
