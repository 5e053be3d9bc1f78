"""Tables as files: one way for every list of the office. Source: PRODUCT B4.

A view that lists something says what its columns are and asks `wanted_file` before it shows a page:

    kind = wanted_file()
    if kind:
        return send_table(desk, kind, "teams", gettext("Teams"), columns, lines)

The file holds what the page would show on all of its pages: the same filter, the same reach, the same rights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from flask import Response, request, url_for

from competition.formats.table_file import MEDIA_TYPES, Cell, TableKind, write_table
from competition.http.context import request_context
from competition.http.i18n import RIGHT_TO_LEFT, reader_language
from competition.services.offload import breathe, offload
from competition.services.table_export import record_export, record_register_export
from competition.web.office.desk import Desk, blueprint

Line = TypeVar("Line")
FORMAT = "format"
MOST_LINES = 100_000
"""Lines of one file; a list that is longer is taken in parts by its filter."""
A_BREATH = 500
NO_FILTERS = frozenset({FORMAT, "page", "lang", "before"})
"""What an address may carry that narrows nothing."""


@dataclass(frozen=True, slots=True)
class TableColumn(Generic[Line]):
    """One column of a file: its heading in the reader's language, and the cell of a line."""

    heading: str
    cell: Callable[[Line], Cell]


def wanted_file() -> TableKind | None:
    """Return as which kind of file the address asks for the table, None for a page."""
    asked = request.args.get(FORMAT, "")
    return TableKind(asked) if asked in set(TableKind) else None


def send_table(
    desk: Desk,
    kind: TableKind,
    name: str,
    title: str,
    columns: Sequence[TableColumn[Line]],
    lines: Iterable[Line],
) -> Response:
    """Return a table as a file to keep, and write in the log that somebody took it.

    name: of the table in code and in the file's name. title: what it is called, for the sheet.
    """
    data, count = _written(kind, title, columns, lines)
    record_export(request_context(), desk.event.id, name, kind.value, count, _filters())
    return file_response(data, f"{desk.event.code}-{name}.{kind.value}", MEDIA_TYPES[kind])


def send_register(
    kind: TableKind, register: str, title: str, columns: Sequence[TableColumn[Line]], lines: Iterable[Line]
) -> Response:
    """Return a register, which belongs to no event, as a file to keep; its history says that somebody took it."""
    data, count = _written(kind, title, columns, lines)
    record_register_export(request_context(), register, kind.value, count, _filters())
    return file_response(data, f"{register}s.{kind.value}", MEDIA_TYPES[kind])


def _written(
    kind: TableKind, title: str, columns: Sequence[TableColumn[Line]], lines: Iterable[Line]
) -> tuple[bytes, int]:
    """Return the file and how many lines it has."""
    rows = []
    for number, line in enumerate(lines):
        rows.append([column.cell(line) for column in columns])
        if number % A_BREATH == 0:
            breathe()
    headings = [column.heading for column in columns]
    is_rtl = reader_language() in RIGHT_TO_LEFT
    return offload(write_table, kind, headings, rows, title=title, right_to_left=is_rtl), len(rows)


def _filters() -> dict[str, str]:
    return {key: value for key, value in request.args.items() if value and key not in NO_FILTERS}


def file_response(data: bytes, name: str, media_type: str) -> Response:
    """Return bytes as a file that a browser keeps and never shows."""
    response = Response(data, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def local(desk: Desk, moment: datetime | None) -> Cell:
    """Return a moment of the event's own time as the venue's clock shows it."""
    return moment.astimezone(ZoneInfo(desk.event.timezone)).replace(tzinfo=None) if moment else None


@blueprint.app_template_global()
def export_url(kind: str) -> str:
    """Return the address of this page's table as a file, with the filter that is set."""
    asked: dict[str, Any] = {key: value for key, value in request.args.items() if key not in (FORMAT, "page")}
    asked |= {**(request.view_args or {}), FORMAT: kind}
    return url_for(str(request.endpoint), **asked)
