"""The registers of standards and institutions: they outlast events, and keep their history. Source: DOMAIN 1.1, 6."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError

from competition.db.models import Institution, RegisterChange, Standard
from competition.domain.permissions import Role
from competition.domain.scheme import StandardSection
from competition.queries.scheme_drafts import draft_of
from competition.queries.standards import institution_lines, register_changes, standard_lines, standard_sections
from competition.services.standards import NewStandard, add_standard
from competition.web.countries import country_choices, country_codes, country_name
from tests.factories import Scene, add_office_actor
from tests.web.conftest import ClientOf
from tests.web.forms import send

STANDARDS, INSTITUTIONS = "/office/standards", "/office/institutions"
TODAY = date(2026, 6, 1)
FIELDS: dict[str, Any] = {
    "code": "WSOS 18", "version": "2024", "name__en": "Electrical Installations", "name__zh": "电气装置",
    "owner": "WorldSkills International", "level": "Level 3", "valid_from": "2024-01-01", "countries": ["CN", "KZ"],
    "code__0": "1", "name__0": "Work organization", "second__0": "工作组织", "weight__0": "40",
    "code__1": "2", "name__1": "Installation", "weight__1": "59,5", "code__2": "3", "name__2": "Testing",
    "weight__2": "0.5",
}  # fmt: skip
SCHOOL: dict[str, Any] = {
    "name__en": "Institute of Chongqing", "name__zh": "重庆学院", "country": "CN", "city": "Chongqing",
    "kind": "college", "website": "javascript:alert(1)",
}  # fmt: skip


def add(scene: Scene, version: str = "2024") -> str:
    """Put a standard into the register; returns its id."""
    sections = (
        StandardSection("1", {"en": "Work", "fr": "Travail"}, Decimal(40)),
        StandardSection("2", {"en": "Tests"}, Decimal(60)),
    )
    new = NewStandard("WSOS 18", version, {"en": "Electrical Installations"}, sections, countries=("CN",))
    return add_standard(scene.context(scene.organizer), new)


def test_a_standard_is_added_with_its_sections_and_found_again(client_of: ClientOf, scene: Scene) -> None:
    client = client_of(scene.organizer)
    assert "No standards yet" in client.get(STANDARDS).get_data(as_text=True)
    answer = send(client, f"{STANDARDS}/new", **FIELDS)
    assert answer.status_code == 302
    (line,) = standard_lines(scene.session, TODAY)
    assert (line.code, line.countries, line.standing.value, line.sections) == ("WSOS 18", ("CN", "KZ"), "valid", 3)
    assert standard_sections(scene.session, line.id) == (
        StandardSection("1", {"en": "Work organization", "zh": "工作组织"}, Decimal("40.00")),
        StandardSection("2", {"en": "Installation"}, Decimal("59.50")),
        StandardSection("3", {"en": "Testing"}, Decimal("0.50")),
    )
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "Kazakhstan" in page
    for query, found in (("wsos", True), ("电气", True), ("zzz", False)):
        shown = client.get(STANDARDS, query_string={"q": query}).get_data(as_text=True)
        assert ("Electrical Installations" in shown) is found
    for chosen, found in (({"country": "KZ"}, True), ({"country": "FR"}, False), ({"standing": "retired"}, False)):
        shown = client.get(STANDARDS, query_string=chosen).get_data(as_text=True)
        assert ("Electrical Installations" in shown) is found


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"weight__2": "1"}, "The weights add to 100.5"),
        ({"weight__2": "x"}, "The weight is a number above 0"),
        ({"weight__2": "0.505"}, "at most two decimals"),
        ({"code__2": "2"}, "Section 2 has the same code"),
        ({"name__2": ""}, "The section has no name"),
        ({"code__2": ""}, "The section has no code"),
        ({"code": "<b>"}, "Latin letters, digits, points and dashes"),
        ({"version": ""}, "Enter the version"),
        ({"name__en": "", "name__zh": ""}, "Fill in the name in at least one language."),
        ({"valid_to": "2023-01-01"}, "It ends to hold before it begins"),
        ({"countries": ["XX"]}, "Choose again"),
    ],
)
def test_a_faulty_standard_is_told_at_its_place_and_kept(
    client_of: ClientOf, scene: Scene, changes: dict[str, Any], words: str
) -> None:
    answer = send(client_of(scene.organizer), f"{STANDARDS}/new", **{**FIELDS, **changes})
    page = answer.get_data(as_text=True)
    assert (answer.status_code, words in page) == (422, True)
    assert 'value="Work organization"' in page
    assert scene.session.scalars(select(Standard.id)).all() == []
    assert scene.session.scalars(select(RegisterChange.id)).all() == []


def test_rows_come_and_go_without_script(client_of: ClientOf, scene: Scene) -> None:
    client = client_of(scene.organizer)
    more = send(client, f"{STANDARDS}/new", **FIELDS, add="1")
    assert (more.status_code, 'name="code-3"' in more.get_data(as_text=True)) == (200, True)
    less = send(client, f"{STANDARDS}/new", **FIELDS, remove="1").get_data(as_text=True)
    assert 'value="Installation"' not in less
    assert 'value="Testing"' in less


def test_versions_stand_side_by_side_and_changes_are_kept(client_of: ClientOf, scene: Scene) -> None:
    first = add(scene)
    client = client_of(scene.organizer)
    form = client.get(f"{STANDARDS}/new?after={first}").get_data(as_text=True)
    assert 'value="WSOS 18"' in form
    assert 'value="40"' in form
    assert send(client, f"{STANDARDS}/new?after={first}", **FIELDS).status_code == 422
    assert send(client, f"{STANDARDS}/new?after={first}", **{**FIELDS, "version": "2026"}).status_code == 302
    page = client.get(f"{STANDARDS}/{first}").get_data(as_text=True)
    assert ">2026<" in page
    edited = {
        "code": "WSOS 18", "version": "2024", "name__en": "Electrical Installations", "countries": ["CN"],
        "level": "Level 4", "code__0": "1", "name__0": "Work", "weight__0": "40", "code__1": "2", "name__1": "Tests",
        "weight__1": "60",
    }  # fmt: skip
    assert send(client, f"{STANDARDS}/{first}/edit", **edited).status_code == 302
    change, added = register_changes(scene.session, first)
    assert (change.action, change.old, change.new) == ("change", {"level": ""}, {"level": "Level 4"})
    assert (added.action, added.actor) == ("add", "Organizer")
    assert standard_sections(scene.session, first)[0].name == {"en": "Work", "fr": "Travail"}
    assert "Level 4" in client.get(f"{STANDARDS}/{first}").get_data(as_text=True)


def test_a_standard_is_retired_and_brought_back_never_deleted(client_of: ClientOf, scene: Scene) -> None:
    first = add(scene)
    client = client_of(scene.organizer)
    page = f"{STANDARDS}/{first}"
    assert send(client, f"{page}/retire", page).status_code == 302
    assert [line.standing.value for line in standard_lines(scene.session, TODAY)] == ["retired"]
    scene.session.rollback()
    assert send(client, f"{page}/restore", page).status_code == 302
    scene.session.rollback()
    assert [each.action for each in register_changes(scene.session, first)] == ["restore", "retire", "add"]
    assert send(client, f"{STANDARDS}/{'0' * 32}/retire", page).status_code == 404


def test_the_sections_go_into_the_draft_of_a_marking_scheme(client_of: ClientOf, scene: Scene) -> None:
    first = add(scene)
    client = client_of(scene.organizer)
    page = f"{STANDARDS}/{first}"
    assert "04 Electrical Installations" in client.get(page).get_data(as_text=True)
    assert send(client, f"{page}/copy", page, trade=scene.trade_id).status_code == 302
    scene.session.rollback()
    draft = draft_of(scene.session, scene.trade_id)
    assert draft is not None
    assert [(each["code"], each["name"], each["weight"]) for each in draft.document["sections"]] == [
        ("1", {"en": "Work", "fr": "Travail"}, "40.00"), ("2", {"en": "Tests"}, "60.00")
    ]  # fmt: skip
    assert draft.document["criteria"] != []
    auditor = client_of(add_office_actor(scene, Role.AUDITOR))
    assert auditor.post(f"{page}/copy", data={}).status_code in (400, 403)
    assert send(client, f"{page}/copy", page, trade="0" * 32).status_code == 404


def test_an_institution_is_added_changed_and_retired(client_of: ClientOf, scene: Scene) -> None:
    client = client_of(scene.organizer)
    assert "No institutions yet" in client.get(INSTITUTIONS).get_data(as_text=True)
    assert send(client, f"{INSTITUTIONS}/new", **SCHOOL).status_code == 302
    shown = client.get(INSTITUTIONS, query_string={"q": "重庆"}).get_data(as_text=True)
    assert "Institute of Chongqing" in shown
    assert 'href="javascript' not in shown
    again = send(client, f"{INSTITUTIONS}/new", **{**SCHOOL, "name__en": "INSTITUTE of chongqing", "name__zh": ""})
    assert (again.status_code, "in the register for this country" in again.get_data(as_text=True)) == (422, True)
    assert send(client, f"{INSTITUTIONS}/new", **{**SCHOOL, "country": ""}).status_code == 422
    scene.session.rollback()
    (line,) = institution_lines(scene.session)
    page = f"{INSTITUTIONS}/{line.id}"
    assert send(client, page, **{**SCHOOL, "kind": "university"}).status_code == 302
    assert send(client, f"{page}/retire", page).status_code == 302
    scene.session.rollback()
    assert [(each.kind.value, each.is_retired) for each in institution_lines(scene.session)] == [("university", True)]
    history = client.get(page).get_data(as_text=True)
    assert "University" in history
    assert [each.action for each in register_changes(scene.session, line.id)] == ["retire", "change", "add"]
    assert scene.session.scalars(select(Institution.website)).one() == "javascript:alert(1)"


def test_the_history_of_the_registers_cannot_be_changed(scene: Scene) -> None:
    add(scene)
    for statement in ("UPDATE register_change SET action = 'x'", "DELETE FROM register_change"):
        with pytest.raises(DBAPIError, match="append-only"):
            scene.session.execute(text(statement))
        scene.session.rollback()


def test_registers_are_for_organizers_and_administrators(client_of: ClientOf, scene: Scene) -> None:
    first = add(scene)
    pages = (STANDARDS, f"{STANDARDS}/new", f"{STANDARDS}/{first}", f"{STANDARDS}/{first}/edit", INSTITUTIONS)
    admin = client_of(add_office_actor(scene, Role.ADMIN, everywhere=True))
    assert {admin.get(page).status_code for page in pages} == {200}
    for actor in (scene.judges["CHN"], scene.judges["FRA"], add_office_actor(scene, Role.AUDITOR)):
        assert {client_of(actor).get(page).status_code for page in pages} == {403}
    assert client_of(None).get(STANDARDS).status_code == 302
    assert admin.get(f"{STANDARDS}/{'0' * 32}").status_code == 404
    assert admin.get(f"{STANDARDS}/{first}/retire").status_code == 405


def test_lists_ask_one_statement_each(scene: Scene) -> None:
    add(scene)
    add(scene, "2026")
    scene.session.rollback()
    statements: list[str] = []
    event.listen(scene.session.get_bind(), "before_cursor_execute", lambda *a: statements.append(a[2]))
    assert len(standard_lines(scene.session, TODAY)) == 2
    assert institution_lines(scene.session) == ()
    assert len([each for each in statements if each.startswith("SELECT")]) == 2


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "China"), ("zh", "中国"), ("fr", "Chine"), ("ru", "Китай"), ("ar", "الصين"), ("es", "China")],
)
def test_countries_have_a_name_in_every_language(language: str, name: str) -> None:
    assert country_name("CN", language) == name
    assert {code for code, _ in country_choices(language)} == country_codes()
    assert {"CI", "XK", "HK", "AX"} <= country_codes()
    assert not {"EU", "UN", "ZZ"} & country_codes()
