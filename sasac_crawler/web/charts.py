"""Bars of a chart as rectangles of an SVG: worked out here, drawn by a template, styled by the sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sasac_crawler.web.facets import FacetValue

WIDTH: Final = 720
HEIGHT: Final = 160
_FOOT: Final = 22
_HEAD: Final = 16
_WIDEST: Final = 72
"""Of a step, so that few bars are not slabs."""
_GAP: Final = 0.22
"""Share of a step that stays free between bars."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar, in the units of the chart's view box."""

    label: str
    count: int
    x: float
    y: float
    width: float
    height: float
    middle: float
    shows_label: bool
    """Whether its label has room under it."""

    is_minor: bool
    """Whether there is no room for its label on a narrow screen."""


def bars(values: Sequence[FacetValue]) -> list[Bar]:
    """Return the bars of a chart of ``WIDTH`` by ``HEIGHT``.

    Example:
        >>> [(bar.label, bar.height) for bar in bars([FacetValue("2020", 1), FacetValue("2021", 2)])]
        [('2020', 61.0), ('2021', 122.0)]
    """
    if not values:
        return []
    most = max(one.count for one in values) or 1
    step = min(WIDTH / len(values), _WIDEST)
    room = HEIGHT - _FOOT - _HEAD
    every = max(1, -(-len(values) // 13))
    found = []
    for number, one in enumerate(values):
        height = round(room * one.count / most, 1)
        if one.count:
            height = max(height, 2.0)
        found.append(
            Bar(
                label=one.value,
                count=one.count,
                x=round(number * step + step * _GAP / 2, 1),
                y=round(HEIGHT - _FOOT - height, 1),
                width=round(step * (1 - _GAP), 1),
                height=height,
                middle=round((number + 0.5) * step, 1),
                shows_label=(len(values) - 1 - number) % every == 0,
                is_minor=(len(values) - 1 - number) % (2 * every) != 0,
            )
        )
    return found
