"""The cases of ``tests/cases/sources.json``, written by hand from the facts."""

import json
from pathlib import Path
from typing import Any

import pytest

from sasac_crawler.normalize.sources import resolve_source

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases" / "sources.json").read_text("utf-8")
)


def test_there_are_cases_enough_and_none_twice() -> None:
    assert len({(case["raw"], case.get("site")) for case in CASES}) == len(CASES) >= 400


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['label']}: {case['raw']!a} {case.get('site', '')}"
)
def test_source(case: dict[str, Any]) -> None:
    reading = resolve_source(case["raw"], site_org=case.get("site"))
    assert (reading.name, reading.org_id) == (case["name"], case["id"])
    assert reading.others == tuple((name, organisation) for name, organisation in case.get("others", ()))
    assert (reading.author, reading.url) == (case.get("author"), case.get("url"))
    assert [issue.code for issue in reading.issues] == case.get("issues", [])
