"""The cell of parameters is read as written and written so that it reads back. Source: DOMAIN 4.3, X10."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.errors import DomainError
from competition.formats.calculations import parse_parameters, write_parameters
from tests.unit.formats.table_files import VECTORS

CASES = json.loads((VECTORS / "acceptance.json").read_text())["calculation_parameters"]


@pytest.mark.parametrize("case", CASES)
def test_real_cells_are_read(case: dict[str, str | dict[str, str]]) -> None:
    assert parse_parameters(str(case["cell"])) == case["parsed"]


def test_labels_keep_their_words_and_unset_values_are_left_out() -> None:
    cell = "CHOICE1_LABEL:::#x~x#Full: marks#-#RANGE3_LOWER:::#x~x##-#CHOICE1_DEDUCTION:::0E-8#x~x#"
    assert parse_parameters(cell) == {"CHOICE1_LABEL": "Full: marks", "CHOICE1_DEDUCTION": "0"}


@pytest.mark.parametrize(
    "cell",
    [
        "NUM_POSSIBLE",
        "NUM_POSSIBLE:::four#x~x#",
        ":::1#x~x#",
        "A:::1#x~x##-#A:::2#x~x#",
        "A:::NaN#x~x#",
        "A:::1E99#x~x#",
    ],
)
def test_a_cell_that_means_nothing_is_refused(cell: str) -> None:
    with pytest.raises(DomainError) as caught:
        parse_parameters(cell)
    assert caught.value.code == "calculation_cell_unreadable"


NUMBERS = st.decimals(min_value=-1000, max_value=1000, places=4).map(lambda number: f"{number.normalize():f}")
LABELS = st.text("abc ü项:=.5", min_size=1).map(str.strip).filter(bool)
KEYS = st.sampled_from(["NUM_POSSIBLE", "TARGET_VALUE", "RANGE1_LOWER"])
LABEL_KEYS = st.sampled_from(["CHOICE1_LABEL", "CHOICE2_LABEL", "DEDUCTION_TYPE"])


@given(st.dictionaries(KEYS, NUMBERS), st.dictionaries(LABEL_KEYS, LABELS))
def test_written_parameters_read_back(numbers: dict[str, str], labels: dict[str, str]) -> None:
    parameters = {**numbers, **labels}
    assert parse_parameters(write_parameters(parameters)) == {
        key: "0" if value == "-0" else value for key, value in parameters.items()
    }


def test_separators_inside_a_label_do_not_break_the_cell() -> None:
    cell = write_parameters({"CHOICE1_LABEL": "a#-#b#x~x#c", "NUM_POSSIBLE": "4"})
    assert parse_parameters(cell) == {"CHOICE1_LABEL": "a b c", "NUM_POSSIBLE": "4"}
