"""The charts of the report page as SVG: drawn here, coloured by the page's sheet. Every shape says what it is."""

from collections.abc import Mapping, Sequence
from html import escape
from math import log1p
from typing import Final

from sasac_crawler.query.report import Look, SiteReport

_CELL: Final = 40
_ROW: Final = 24
_LABEL: Final = 96
_HEAD: Final = 44
_EDGE: Final = 28
"""Half the width of a label of the bars, which must not hang over the edge."""
_STEPS: Final = 5
"""Shades of the map, from empty to the most."""


def month_bars(totals: Mapping[str, int]) -> str:
    """Return the articles of every month as bars.

    Example:
        >>> month_bars({"2026-01": 3}).count("<rect")
        1
    """
    width, height, foot, head = 1080, 200, 24, 18
    most = max([*totals.values(), 1])
    step = width / max(len(totals), 1)
    parts = []
    for number, (month, count) in enumerate(totals.items()):
        tall = (height - foot - head) * count / most
        x, y = number * step + step * 0.12, height - foot - tall
        parts.append(
            f'<rect class="bar" x="{x:.1f}" y="{y:.1f}" width="{step * 0.76:.1f}" height="{tall:.1f}" rx="2">'
            f"<title>{month}: {count}</title></rect>"
        )
        middle = number * step + step / 2
        if count == most:
            parts.append(f'<text class="figure" x="{middle:.1f}" y="{y - 5:.1f}">{count}</text>')
        if month.endswith(("-01", "-07")) or number == len(totals) - 1:
            place = min(middle, width - _EDGE)
            parts.append(f'<text class="tick" x="{place:.1f}" y="{height - 7}">{month}</text>')
    line = f'<line class="axis" x1="0" x2="{width}" y1="{height - foot}" y2="{height - foot}"/>'
    label = f"Articles by month of publication, {sum(totals.values())} in all, at most {most} in a month"
    return (
        f'<svg class="wide" viewBox="0 0 {width} {height}" role="img" aria-label="{label}">'
        f"{''.join(parts)}{line}</svg>"
    )


def month_map(sites: Sequence[SiteReport], months: Sequence[str]) -> str:
    """Return sites by months: the darker, the more articles."""
    most = max((site.months.get(month, 0) for site in sites for month in months), default=1) or 1
    width, height = _LABEL + _CELL * len(months), _HEAD + _ROW * len(sites)
    parts = []
    for column, month in enumerate(months):
        if month.endswith("-01") or (column == 0 and not month.endswith("-12")):
            left = _LABEL + column * _CELL
            parts.append(f'<text class="tick left" x="{left}" y="16">{month[:4]}</text>')
        middle = _LABEL + column * _CELL + _CELL // 2
        parts.append(f'<text class="tick" x="{middle}" y="{_HEAD - 8}">{int(month[5:])}</text>')
    for row, site in enumerate(sites):
        y = _HEAD + row * _ROW
        parts.append(f'<text class="name" x="{_LABEL - 8}" y="{y + 16}">{escape(site.slug)}</text>')
        for column, month in enumerate(months):
            count = site.months.get(month, 0)
            shade = 0 if not count else 1 + round((_STEPS - 1) * log1p(count) / log1p(most))
            parts.append(
                f'<rect class="m{min(shade, _STEPS)}" x="{_LABEL + column * _CELL + 1}" y="{y + 1}" width="{_CELL - 2}"'
                f' height="{_ROW - 4}" rx="3"><title>{escape(site.slug)} {month}: {count}</title></rect>'
            )
    label = "Articles by site and month; every cell carries its number"
    return (
        f'<svg class="fixed" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img"'
        f' aria-label="{label}">{"".join(parts)}</svg>'
    )


def history(looks: Sequence[Look], slots: int) -> str:
    """Return the verdicts of the last runs as a strip, the latest on the right."""
    width, tall, step = slots * 7, 18, 7
    parts = []
    for number, look in enumerate(looks):
        x = width - (len(looks) - number) * step
        high = tall if look.verdict in ("ok", "not_due") else tall - 6
        parts.append(
            f'<rect class="v-{escape(look.verdict)}" x="{x}" y="{tall - high}" width="{step - 2}" height="{high}" rx="1">'
            f"<title>{look.at[:16]} {escape(look.verdict)}: {escape(look.reason)}</title></rect>"
        )
    bad = sum(look.verdict not in ("ok", "not_due") for look in looks)
    label = f"{len(looks)} last runs, {bad} of them not well"
    return (
        f'<svg class="strip" width="{width}" height="{tall}" viewBox="0 0 {width} {tall}" role="img"'
        f' aria-label="{label}">{"".join(parts)}</svg>'
    )


def share_bar(share: float | None) -> str:
    """Return a share as a bar with its figure."""
    if share is None:
        return '<span class="faint">no lists yet</span>'
    figure = f"{100 * share:.1f} %" if share < 1 else "100 %"
    level = "good" if share >= 0.99 else "fair" if share >= 0.9 else "poor"  # noqa: PLR2004 - shades, not limits
    return (
        f'<span class="share"><svg width="72" height="8" viewBox="0 0 72 8" aria-hidden="true">'
        f'<rect class="track" width="72" height="8" rx="4"/>'
        f'<rect class="{level}" width="{72 * share:.1f}" height="8" rx="4"/></svg> {figure}</span>'
    )


def count_bars(counts: Sequence[tuple[str, int]]) -> str:
    """Return counts as a list of bars."""
    most = max((count for _, count in counts), default=1)
    rows = [
        f'<li><span class="code">{escape(name)}</span><span class="meter"><i style="width:{100 * count / most:.1f}%"></i>'
        f'</span><span class="number">{count:,}</span></li>'
        for name, count in counts
    ]
    return f'<ul class="bars">{"".join(rows)}</ul>'
