"""Which part of a zipped XLSX holds which sheet: the workbook names them, its relations say where they lie."""

from __future__ import annotations

import posixpath
import zipfile
from xml.parsers import expat

_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


def sheet_parts(archive: zipfile.ZipFile) -> tuple[str, ...]:
    """Return the names of the parts in the order of the sheets, "" where a sheet's part is not to be found.

    The parts were checked before: they are XML without entities and small enough to be held.
    """
    names = {name.lower(): name for name in archive.namelist()}
    if _BOOK not in names or _RELATIONS not in names:
        return ()
    targets = {
        attributes.get("Id", ""): attributes.get("Target", "")
        for attributes in _elements(archive.read(names[_RELATIONS]), "Relationship")
    }
    parts = []
    for attributes in _elements(archive.read(names[_BOOK]), "sheet"):
        relation = next((value for key, value in attributes.items() if key.endswith(" id")), "")
        target = targets.get(relation, "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        parts.append(names.get(path.lower(), "") if target else "")
    return tuple(parts)


def _elements(data: bytes, wanted: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == wanted:
            found.append(attributes)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        return []
    return found
