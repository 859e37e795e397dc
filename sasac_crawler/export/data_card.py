"""The card of a dataset: what is in it, from where, how it was made, what it may be used for."""

import json
from collections.abc import Iterable, Sequence
from typing import Final

from sasac_crawler.export.summary import Summary
from sasac_crawler.query.columns import Column

_SIZES: Final = (
    (1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"), (10_000_000, "1M<n<10M"),
)  # fmt: skip
_DAY: Final = 10
_CARD: Final = """---
pretty_name: Articles of China's state-asset regulators (国资委)
language:
- zh
license: other
license_name: texts-belong-to-their-publishers
size_categories:
- {size}
tags:
- government
- policy
- SASAC
- 国资委
configs:
- config_name: default
  data_files:
  - split: train
    path: data/train-*.parquet
---

# Articles of China's state-asset regulators (国资委)

{rows} rows, {articles} different texts with {characters} characters, published {oldest} to {newest}, from {sites} sites.

## How it was made

By {software} (schema {schema}), from the archive as run {run} left it{ended}. Pages were fetched from the
regulators' own sites, kept byte for byte, and read by rules whose names stand in the column `rules`. Inline readings
(濟(ji)南 → 濟南), page furniture and repeated copies are taken out; dates, sources and document numbers are normalised
and the characters they were read from stand beside them (`…_raw`). A text in several places is one row, of the original as
far as sources and dates tell. A value that could not be read with certainty is empty. `/article/ID/VERSION` is the
permanent path of a row in the archive; `capture_id` names the stored exchange it was read from.

What was selected: {selection}.

## Sites

| site | name | articles | oldest | newest |
|---|---|---|---|---|
{site_rows}

## Articles by year

| year | articles |
|---|---|
{year_rows}

## Articles by category

| category | articles |
|---|---|
{category_rows}

## Columns

| column | type | meaning |
|---|---|---|
{column_rows}

## Licence and use

The texts belong to the bodies that published them; whether and how they may be passed on follows from their terms and
from the law where you are (in China, documents of an official nature are not under copyright: Copyright Law, article 5).
Names of persons in office stand in the texts as they were published.

## Limits

Only what the sites still showed when they were crawled; lists reach back as far as the sites let them. `gone_since` says
what was withdrawn since. Near duplicates are marked (`near_duplicate_of`), not removed.
"""


def data_card(summary: Summary, columns: Sequence[Column], *, rows: int) -> str:
    """Return the card as Markdown with the metadata of Hugging Face before it.

    Args:
        summary: of what was exported.
        columns: of the rows.
        rows: how many there are.
    """
    return _CARD.format(
        size=next((name for limit, name in _SIZES if rows < limit), "n>10M"),
        rows=rows,
        articles=summary.articles,
        characters=summary.characters,
        oldest=_day(summary.oldest),
        newest=_day(summary.newest),
        sites=len(summary.sites),
        software=summary.software,
        schema=summary.schema_version,
        run=summary.last_run or "none",
        ended=f" ({summary.last_run_ended})" if summary.last_run_ended else "",
        selection=f"`{json.dumps(summary.selection, ensure_ascii=False)}`"
        if summary.selection
        else "everything",
        site_rows=_rows(
            (one.slug, one.name, one.articles, _day(one.oldest), _day(one.newest)) for one in summary.sites
        ),
        year_rows=_rows((year or "no date", count) for year, count in summary.years),
        category_rows=_rows((category or "none", count) for category, count in summary.categories),
        column_rows=_rows((f"`{one.name}`", one.kind, one.description) for one in columns),
    )


def _day(moment: str | None) -> str:
    return (moment or "—")[:_DAY]


def _rows(rows: Iterable[tuple[object, ...]]) -> str:
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows)
