"""What a judge plausibly writes for an entry of a given strength; used for the history and by robots that go on.

Values always fit the aspect's calculation: a count is a whole number up to the possible one, a measured value has
the places of its target, a value in a range never stands on a border between two ranges. Source: DOMAIN 2.2, 2.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from math import floor
from random import Random
from typing import NamedTuple

from competition.demo.model import DemoValue, ValueKind
from competition.domain.scheme import Aspect, AspectType, Calculation, CalculationType

BEST_SCORE = 3
JUDGE_SPREAD = 0.26
NORMAL_MEAN = 0.8
"""The mean distance from the centre of a normal distribution with spread one."""
MOST_RANGES = 3
FULL = 100.0


class RobotMark(NamedTuple):
    """A value and about how much of the maximum it earns, 0 to 1."""

    value: DemoValue
    share: float


class _Range(NamedTuple):
    lower: float
    upper: float
    share: float


def robot_value(aspect: Aspect, strength: float, rng: Random) -> DemoValue:
    """Return the next plausible value of one judge for an aspect.

    strength: 0 to 1, the part of the marks that such an entry earns on average.
    """
    if aspect.type is AspectType.JUDGEMENT:
        return score_value(panel_scores(strength, (0.0,), rng)[0])
    return measured(aspect, strength, rng).value


def score_value(score: int) -> DemoValue:
    """Return a judge's score as an entered value."""
    return DemoValue(ValueKind.JUDGEMENT, str(score))


def panel_scores(strength: float, severities: tuple[float, ...], rng: Random) -> list[int]:
    """Return one score 0 to 3 for each judge; severity is how far below the others a judge scores."""
    seen = min(1.0, max(0.0, strength)) * BEST_SCORE
    return [_score(seen - severity + rng.gauss(0, JUDGE_SPREAD)) for severity in severities]


def _score(value: float) -> int:
    return min(BEST_SCORE, max(0, round(value)))


def measured(aspect: Aspect, strength: float, rng: Random) -> RobotMark:
    """Return a measured value for the aspect and the share of the mark that it earns."""
    calculation = aspect.calculation or Calculation(CalculationType.PASS_FAIL, {})
    goal = min(0.99, max(0.02, strength))
    parameters = calculation.parameters
    if calculation.type is CalculationType.NUMBER_COMPLETED:
        return _count(int(parameters["NUM_POSSIBLE"]), goal, rng)
    if calculation.type is CalculationType.CHOICE:
        return _choice(parameters, float(aspect.max_mark), goal, rng)
    if calculation.type is CalculationType.REGULAR_DIFFERENCE_DEDUCTION:
        return _difference(parameters, float(aspect.max_mark), goal, rng)
    if calculation.type is CalculationType.RANGED_SCORE:
        return _ranged(parameters, float(aspect.max_mark), bool(aspect.unit), goal, rng)
    passed = rng.random() < goal
    return _mark("1" if passed else "0", float(passed))


def _mark(text: str, share: float) -> RobotMark:
    return RobotMark(DemoValue(ValueKind.MEASURE, text), share)


def _count(possible: int, goal: float, rng: Random) -> RobotMark:
    share = min(1.0, max(0.0, rng.gauss(goal, 0.12)))
    done = round(share * possible)
    return _mark(str(done), done / possible)


def _share(deduction: str, kind: str, max_mark: float) -> float:
    """Return what is left of the mark, 0 to 1, after one deduction in percent or in marks."""
    loss = float(deduction) / (FULL if kind == "PERCENT" else max_mark)
    return min(1.0, max(0.0, 1 - loss))


def _choice(parameters: Mapping[str, str], max_mark: float, goal: float, rng: Random) -> RobotMark:
    numbers = [key[len("CHOICE") : -len("_DEDUCTION")] for key in parameters if key.startswith("CHOICE")]
    kind = parameters["DEDUCTION_TYPE"]
    shares = {
        number: _share(parameters[f"CHOICE{number}_DEDUCTION"], kind, max_mark)
        for number in dict.fromkeys(numbers)
        if f"CHOICE{number}_DEDUCTION" in parameters
    }
    aim = rng.gauss(goal, 0.2)
    number = min(shares, key=lambda number: abs(shares[number] - aim))
    return _mark(number, shares[number])


def _places(*numbers: str) -> int:
    exponents = [Decimal(number).as_tuple().exponent for number in numbers if number]
    return max((-exponent for exponent in exponents if isinstance(exponent, int)), default=0)


def _difference(parameters: Mapping[str, str], max_mark: float, goal: float, rng: Random) -> RobotMark:
    target, step = float(parameters["TARGET_VALUE"]), float(parameters["DIFFERENCE"])
    loss = 1 - _share(parameters["DEDUCTION"], parameters["DEDUCTION_TYPE"], max_mark)
    sigma = (1 - goal) / max(loss, 0.01) / NORMAL_MEAN * step
    places = _places(parameters["TARGET_VALUE"], parameters["DIFFERENCE"])
    widest = (1 / max(loss, 0.01) + 1) * step
    away = min(widest, max(-widest, rng.gauss(0, sigma)))
    value = round(abs(target + away if target else away), places)
    steps = floor(round(abs(value - target) / step, 6))
    share = max(0.0, 1 - steps * loss)
    return _mark(f"{value:.{places}f}", share)


def _ranges(parameters: Mapping[str, str], max_mark: float) -> list[_Range]:
    found: list[_Range] = []
    for number in range(1, MOST_RANGES + 1):
        lower, deduction = parameters.get(f"RANGE{number}_LOWER", ""), parameters.get(f"RANGE{number}_DEDUCTION", "")
        if lower and deduction:
            upper = float(parameters.get(f"RANGE{number}_UPPER") or "inf")
            found.append(_Range(float(lower), upper, _share(deduction, parameters["DEDUCTION_TYPE"], max_mark)))
    return found


def _ranged(parameters: Mapping[str, str], max_mark: float, has_unit: bool, goal: float, rng: Random) -> RobotMark:
    target = float(parameters["TARGET_VALUE"])
    places = _places(*(value for key, value in parameters.items() if key.endswith(("VALUE", "LOWER", "UPPER"))))
    ranges = _ranges(parameters, max_mark)
    best = max(ranges, key=lambda item: item.share, default=None)
    rest = [item for item in ranges if best is not None and item.share < best.share]
    worse_mean = sum(item.share for item in rest) / len(rest) if rest else 0.0
    chance = (goal - worse_mean) / (1 - worse_mean) if worse_mean < 1 else 1.0
    if best is None or rng.random() < chance:
        return (
            _inside(best, target, places, has_unit, rng)
            if best and best.share == 1
            else _mark(f"{target:.{places}f}", 1.0)
        )
    if not rest:
        return _inside(best, target, places, has_unit, rng)
    return _inside(rng.choice(rest), target, places, has_unit, rng)


def _inside(item: _Range, target: float, places: int, has_unit: bool, rng: Random) -> RobotMark:
    """Return a value strictly inside the range, near the target; the target itself when nothing fits between."""
    scale = max(abs(target), item.lower, 1.0) if item.upper == float("inf") else item.upper - item.lower
    upper = item.lower + scale * 0.6 if item.upper == float("inf") else item.upper
    if item.lower <= target and target >= upper and item.upper == float("inf"):
        upper = target * 1.05
    if has_unit and (upper - item.lower) * 10**places < 4:
        places += 1
    nearest = min(max(target, item.lower), upper)
    value = nearest + (rng.uniform(item.lower, upper) - nearest) * (
        rng.uniform(0, 0.45) if nearest == target else rng.uniform(0.25, 0.9)
    )
    grain = 10.0**-places
    value = round(value, places)
    if value <= item.lower and item.lower != target:
        value = item.lower + grain
    if value >= item.upper:
        value = item.upper - grain
    if value < 0 or (value <= item.lower and item.lower > 0):
        return _mark(f"{target:.{places}f}", 1.0)
    return _mark(f"{value:.{places}f}", item.share)
