"""Every trap of the checklist stands where it is said to stand, and the table in README.md is the checklist."""

import re
from pathlib import Path

import pytest

from tests.replica.checklist import Item, items, served
from tests.replica.registry import all_sites

ROOT = Path(__file__).parents[2]
SLUGS = {site.slug for site in all_sites()}


@pytest.mark.parametrize("item", items(), ids=lambda item: f"{item.family}-{item.says[:40]}")
def test_a_trap_is_served(item: Item) -> None:
    if item.test:
        assert re.search(item.shows, (ROOT / item.test).read_text("utf-8"))
    else:
        assert any(re.search(item.shows, text) for text in served(item.site))


def test_the_table_is_the_checklist() -> None:
    rows = re.findall(
        r"^\| (?:[A-H]|all) \|.+\|$", Path(__file__).with_name("README.md").read_text("utf-8"), re.MULTILINE
    )
    assert rows == [item.row for item in items()]


def test_every_replica_has_a_trap_of_its_own() -> None:
    assert SLUGS - {item.site for item in items()} <= {"gansu"}
