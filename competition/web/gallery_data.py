"""Values for the component gallery: one small board, home and medal table in the shapes of docs/contract.md."""

from typing import TypedDict

from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FileField, Form, RadioField, SelectField, StringField, TextAreaField, validators
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs

AT = 1719297368000
NAMES = {
    "CHN": {"en": "China", "zh": "中国", "ar": "الصين"},
    "KAZ": {"en": "Kazakhstan", "zh": "哈萨克斯坦", "ar": "كازاخستان"},
    "BRA": {"en": "Brazil", "zh": "巴西", "ar": "البرازيل"},
    "EGY": {"en": "Egypt", "zh": "埃及", "ar": "مصر"},
    "THA": {"en": "Thailand", "zh": "泰国", "ar": "تايلاند"},
    "FRA": {"en": "France", "zh": "法国", "ar": "فرنسا"},
    "MYS": {"en": "Malaysia", "zh": "马来西亚", "ar": "ماليزيا"},
    "GEO": {"en": "Georgia", "zh": "格鲁吉亚", "ar": "جورجيا"},
    "PER": {"en": "Peru", "zh": "秘鲁", "ar": "بيرو"},
}
FLAGS = {
    "CHN": "cn", "KAZ": "kz", "BRA": "br", "EGY": "eg", "THA": "th", "FRA": "fr", "MYS": "my", "GEO": "ge", "PER": "pe",
}  # fmt: skip


class Team(TypedDict):
    """A team as boards name it."""

    code: str
    name: dict[str, str]
    flag: str


def team(code: str) -> Team:
    """Return a team as boards name it."""
    return {"code": code, "name": NAMES[code], "flag": FLAGS[code]}


def _row(
    code: str, native: str, lang: str, latin: str, total: str | None, rank: int | None, change: int, **more: object
) -> dict[str, object]:
    return {
        "id": f"row-{code}", "rank": rank, "shared": False, "change": change, "native": native, "native_lang": lang,
        "latin": latin, "team": team(code), "total": total, "behind": "1.10" if rank and rank > 1 else None,
        "marks": ["9.20", "23.45", None], "best": [False, rank == 2, False], "done": 2, "of": 3,
        "trend": [rank + change, rank + change, rank] if rank else [], "status": "ranked",
        "scaled": None, "medal": None, **more,
    }  # fmt: skip


ROWS = [
    _row("CHN", "陈思远", "zh", "CHEN Siyuan", "82.10", 1, 1),
    _row("KAZ", "Нұрлан Әбілқасымов", "kk", "Nurlan Abilkassymov", "81.00", 2, -1),
    _row("BRA", "João Víctor Magalhães", "pt", "João Víctor Magalhães", "80.20", 3, 0),
    _row("EGY", "أحمد فؤاد السيد", "ar", "Ahmed Fouad El-Sayed", "77.95", 4, 3),
    _row("THA", "ณัฐพล วงศ์สุวรรณ", "th", "Nattaphon Wongsuwan", "77.30", 5, -1, shared=True),
    _row("FRA", "Éléonore Lefèvre", "fr", "", "77.30", 5, 0, shared=True),
    _row("GEO", "გიორგი ბერიძე", "ka", "Giorgi Beridze", "74.20", None, 0, status="guest"),
    _row("PER", "José Ñahui Quispe", "es", "", None, None, 0, status="withdrawn", marks=[], best=[], done=0, of=0),
]
BOARD = {
    "kind": "trade",
    "event": {"code": "brisc-2024", "name": {"en": "Skills"}, "timezone": "Asia/Shanghai", "clock_offset": 0},
    "trade": {
        "code": "04",
        "name": {"en": "Electrical Installations", "zh": "电气装置", "ar": "التمديدات الكهربائية"},
        "worldskills": True,
    },
    "state": "live", "label": "provisional", "version": 1, "max": "100.00", "marked": 83, "session": None,
    "criteria": [
        {"code": "A", "name": {"en": "Safety", "ar": "السلامة"}, "max": "10.00"},
        {"code": "B", "name": {"en": "Mounting", "ar": "التركيب"}, "max": "25.00"},
        {"code": "C", "name": {"en": "Wiring", "ar": "الأسلاك"}, "max": "25.00"},
    ],
    "rows": ROWS,
}  # fmt: skip


def _trade(code: str, state: str, name: dict[str, str], marked: int | None, **more: object) -> dict[str, object]:
    return {
        "id": f"trade-{code}", "code": code, "name": name, "worldskills": True, "board": f"board-{code}",
        "state": state, "marked": marked, "leader": None, "podium": [], "session": None, **more,
    }  # fmt: skip


SESSION = {
    "name": {"en": "E Programming", "ar": "هـ البرمجة"},
    "place": {"en": "Bay 4", "ar": "الجناح ٤"},
    "starts": "2024-06-25T05:30:00Z",
    "ends": "2024-06-25T09:00:00Z",
}
PODIUM = [
    {"medal": "gold", "team": team("FRA")},
    {"medal": "silver", "team": team("CHN")},
    {"medal": "bronze", "team": team("BRA")},
]
HOME = {
    "kind": "home",
    "days": [
        {"number": 1, "date": "2024-06-24", "closed": True},
        {"number": 2, "date": "2024-06-25", "closed": False},
        {"number": 3, "date": "2024-06-26", "closed": False},
    ],
    "rows": [
        _trade("01", "hidden", {"en": "Digital Construction", "zh": "数字建造"}, None),
        _trade("02", "progress", {"en": "Logistics and Freight Forwarding", "zh": "物流与货运代理"}, 42),
        _trade("04", "live", BOARD["trade"]["name"], 83, leader=team("CHN"), session=SESSION),  # type: ignore[index]
        _trade("07", "official", {"en": "Floristry", "zh": "花艺"}, 100, podium=PODIUM),
        _trade("10", "frozen", {"en": "Beauty Therapy", "zh": "美容"}, 92, leader=team("KAZ")),
    ],
}
MEDALS = {
    "kind": "medals", "official": 2, "of": 18,
    "rows": [
        {"id": "CHN", "rank": 1, "shared": True, "team": team("CHN"), "gold": 1, "silver": 0, "bronze": 0, "all": 1},
        {"id": "FRA", "rank": 1, "shared": True, "team": team("FRA"), "gold": 1, "silver": 0, "bronze": 0, "all": 1},
        {"id": "BRA", "rank": 3, "shared": False, "team": team("BRA"), "gold": 0, "silver": 1, "bronze": 1, "all": 2},
    ],
}  # fmt: skip
FLOW = [
    {"id": "1", "code": "CHN", "flag": "cn", "ranks": [3, 2, 1], "kind": "f1"},
    {"id": "2", "code": "KAZ", "flag": "kz", "ranks": [1, 1, 2], "kind": "f2"},
    {"id": "3", "code": "BRA", "flag": "br", "ranks": [2, 3, 3], "kind": "f3"},
    {"id": "4", "code": "EGY", "flag": "eg", "ranks": [6, 5, 4], "kind": "rise"},
    {"id": "5", "code": "THA", "flag": "th", "ranks": [4, 4, 5], "kind": ""},
    {"id": "6", "code": "FRA", "flag": "fr", "ranks": [5, 6, 5], "kind": "hot"},
]
DEMO = {
    "at": AT,
    "updated": "updated 14:36:08",
    "stamp": "Revision 1284, 25 June, 14:36:08 venue time",
    "board": BOARD,
    "home": HOME,
    "medals": MEDALS,
    "flow": FLOW,
    "sessions": Markup("<li>Day 1</li><li>Day 2 morning</li><li>Now</li>"),
    "cells": ["none", "planned", "locked", "partly", "to_sign", "split", "late"],
    "sheet_rows": [(ROWS[4], "recorded"), (ROWS[3], "held"), (ROWS[6], "locked")],
}


class GalleryForm(Form):
    """One field of each kind; `value` and the form itself are at fault."""

    native = StringField("Name in the native script")
    latin = StringField("Name in Latin letters")
    max_mark = StringField("Maximum mark")
    value = StringField("Value", [validators.AnyOf(["500"], "Between 0 and 500. Your 512 is kept here.")])
    team = SelectField("Team", choices=[SelectChoice("ETH", "Ethiopia (ETH)")])
    sheet = StringField("Sheet")
    photo = BooleanField("Show the photo on boards", description="Only with consent.")
    rule = RadioField(
        "Medals", choices=[SelectChoice("share", "Shared places share"), SelectChoice("strict", "One medal a place")]
    )
    note = TextAreaField("Note")
    file = FileField("Spreadsheet")
    reason = StringField("Reason, seen by auditors")


def gallery_form() -> GalleryForm:
    """Return the form as it comes back with a fault."""
    form = GalleryForm(
        MultiDict(
            {
                "native": "ሰላማዊት ተስፋዬ", "latin": "Selamawit Tesfaye", "max_mark": "2.00", "value": "512",
                "team": "ETH", "sheet": "Locked at 13:02", "photo": "y", "rule": "share",
                "reason": "Insulation tester replaced",
            }
        )
    )  # fmt: skip
    form.validate()
    form.form_errors = ["The sheet changed while you typed."]
    return form
