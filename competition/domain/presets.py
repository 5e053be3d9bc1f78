"""Rule presets a new event starts from; everything can be changed afterwards. Source: PRODUCT A2; DOMAIN 2.2, 3, 5."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from competition.domain.marking import PanelMethod
from competition.domain.scale import Scale
from competition.domain.trade_settings import ANY_SPREAD, TradeSettings


@dataclass(frozen=True, slots=True)
class RulePreset:
    """What one way of running a competition sets.

    medals: the name of the medal rules in `medals.PRESETS`. blind: layers of blind codes that a new trade uses, 0 to 3.
    """

    key: str
    medals: str
    scale: Scale = Scale.NONE
    trade: TradeSettings = field(default_factory=TradeSettings)
    blind: int = 0


CLONE = "clone"
"""The choice beside the presets: take the rules of an earlier event."""

PRESETS: Mapping[str, RulePreset] = {
    preset.key: preset
    for preset in (
        RulePreset("worldskills", medals="wsi-2026", scale=Scale.S700),
        # Five judges, highest and lowest dropped; what lies apart is left out, so no second round is asked for.
        RulePreset(
            "china",
            medals="share",
            trade=TradeSettings(panel_size=5, spread_limit=ANY_SPREAD, aggregation=PanelMethod.DROP),
            blind=3,
        ),
        RulePreset("belt-road", medals="strict"),
        RulePreset("school", medals="strict", trade=TradeSettings(allows_compatriots=True)),
    )
}
