"""Logical asset names become hashed addresses."""

import json
import os
from pathlib import Path

import pytest

from competition.web.assets import Assets


def write_manifest(folder: Path, names: dict[str, str], modified: int) -> None:
    """Write a manifest as the build does, at a given time in nanoseconds."""
    path = folder / "manifest.json"
    path.write_text(json.dumps(names), encoding="utf-8")
    os.utime(path, ns=(modified, modified))


def test_a_name_becomes_its_hashed_address(tmp_path: Path) -> None:
    write_manifest(tmp_path, {"js/app.js": "js/app-AB12.js"}, 10**9)
    assert Assets(tmp_path, "/static/dist/").url("js/app.js") == "/static/dist/js/app-AB12.js"


def test_a_new_build_is_seen_without_a_restart(tmp_path: Path) -> None:
    write_manifest(tmp_path, {"js/app.js": "js/app-1.js"}, 10**9)
    assets = Assets(tmp_path, "/s/")
    assert assets.url("js/app.js") == "/s/js/app-1.js"
    write_manifest(tmp_path, {"js/app.js": "js/app-2.js"}, 2 * 10**9)
    assert assets.url("js/app.js") == "/s/js/app-2.js"


def test_an_unknown_name_is_an_error(tmp_path: Path) -> None:
    write_manifest(tmp_path, {}, 10**9)
    with pytest.raises(KeyError):
        Assets(tmp_path, "/s/").url("js/none.js")


def test_flags_keep_their_plain_names(tmp_path: Path) -> None:
    assert Assets(tmp_path, "/s/").flag_url("CN") == "/s/flags/4x3/cn.svg"
