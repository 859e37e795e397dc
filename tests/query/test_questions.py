"""Named questions: every one runs on the demo's archive, and what they answer is counted again by hand."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sasac_crawler.cli import cli
from sasac_crawler.errors import UnknownQuestionError, UsageError
from sasac_crawler.query.named_questions import named_question, named_questions, read_question
from sasac_crawler.query.sql import run_query
from sasac_crawler.samplesite import truth
from tests.made_archive import MadeArchive

Rows = list[dict[str, Any]]
FIRST, SECOND = "http://www.sasac.test/n1/c10001/content.html", "http://www.sasac.test/n1/c10002/content.html"
# What the demo, crawled once in order, has nothing to tell of.
EMPTY_IN_THE_DEMO = {"gone", "changed", "undated"}


def ask(archive: Path, name: str, **given: str) -> Rows:
    question = named_question(name)
    columns, rows = run_query(archive, question.sql, question.bind(given))
    return [dict(zip(columns, row, strict=True)) for row in rows]


def dump(archive: Path, table: str) -> Rows:
    columns, rows = run_query(archive, f"SELECT * FROM {table}")  # noqa: S608 - our own names
    return [dict(zip(columns, row, strict=True)) for row in rows]


@pytest.mark.parametrize("name", sorted(named_questions()))
def test_every_question_runs_and_finds_something(demo: Path, name: str) -> None:
    rows = ask(demo, name)
    assert bool(rows) is (name not in EMPTY_IN_THE_DEMO)
    assert named_question(name).description.endswith(".")


@pytest.mark.parametrize("name", sorted(named_questions()))
def test_every_parameter_is_used_and_limits_hold(demo: Path, name: str) -> None:
    question = named_question(name)
    for parameter in question.parameters:
        assert f":{parameter.name}" in question.sql
        if parameter.name == "site":
            assert {row.get("site", "jiangdong") for row in ask(demo, name, site="jiangdong")} <= {
                "jiangdong"
            }
            assert ask(demo, name, site="nowhere") == []
        if parameter.name == "limit":
            assert len(ask(demo, name, limit="2")) <= 2


def _counted(key: Callable[[dict[str, Any]], Any], rows: Rows) -> dict[Any, int]:
    return dict(Counter(key(row) for row in rows))


def test_what_is_counted_is_what_is_there(demo: Path) -> None:
    articles, places = dump(demo, "articles"), dump(demo, "appearances")
    sources = {
        (row["source"], row["source_id"]): row["articles"] for row in ask(demo, "top-sources", limit="999")
    }
    with_source = [row for row in articles if row["source_name"]]
    assert sources == _counted(lambda row: (row["source_name"], row["source_id"]), with_source)
    by_year = {(row["site"], row["year"]): row["pages"] for row in ask(demo, "per-site-per-year")}
    assert by_year == _counted(
        lambda row: (row["site"], row["date_published"] and row["date_published"][:4]), places
    )
    assert {row["category"]: row["articles"] for row in ask(demo, "per-category")} == _counted(
        lambda row: row["category"], articles
    )
    assert {(row["site"], row["script"]): row["articles"] for row in ask(demo, "scripts")} == _counted(
        lambda row: (row["site"], row["script"]), articles
    )
    found = {(row["code"], row["site"]): row["times"] for row in ask(demo, "issues")}
    assert found == _counted(lambda row: (row["code"], row["site"]), dump(demo, "issues"))
    assert sum(row["urls"] for row in ask(demo, "outcomes")) == len(dump(demo, "frontier"))
    assert {row["id"] for row in ask(demo, "undated")} == {
        row["id"] for row in articles if row["date_published"] is None
    }


def test_months_of_provinces_are_those_of_the_pages(demo: Path) -> None:
    months = {
        row["month"]: row["pages"]
        for row in ask(demo, "per-province-per-month", since="2020-02", until="2020-02")
    }
    printed = [one for one in truth() if one.date.isoformat().startswith("2020-02")]
    assert set(months) == {"2020-02"}
    assert months["2020-02"] == len({one.url for one in printed})


def test_gaps_are_the_serials_between_those_that_were_seen(demo: Path) -> None:
    gaps = ask(demo, "gaps", prefix="国资发示例")
    seen = {row["document_number"] for row in dump(demo, "articles")} | {
        row["canonical"] for row in dump(demo, "citations")
    }
    assert gaps
    for gap in gaps:
        number = f"{gap['series']}〔{gap['year']}〕{{}}号"
        assert number.format(gap["first_missing"] - 1) in seen
        assert number.format(gap["last_missing"] + 1) in seen
        between = range(gap["first_missing"], gap["last_missing"] + 1)
        assert not {number.format(serial) for serial in between} & seen
        assert len(between) == gap["missing"]


def test_what_changed_and_what_went_is_told(tmp_path: Path) -> None:
    made = MadeArchive(tmp_path / "archive")
    changed = made.save(FIRST, title="国企改革方案", body="会议研究了改革方案的初稿。")
    made.save(FIRST, title="国企改革方案", body="会议研究了改革方案的定稿。", days=1)
    gone = made.save(SECOND, title="人事任免通知", body="某某同志任副总经理职务。")
    made.withdraw(SECOND, days=3)
    archive = made.close()
    [change] = ask(archive, "changed")
    assert (change["id"], change["cause"], change["changed"]) == (changed, "site", '["body_text"]')
    assert ask(archive, "changed", since="2026-11-25") == []
    [page] = ask(archive, "gone")
    assert (page["id"], page["gone_since"][:10], page["still_elsewhere"]) == (gone, "2026-11-26", 0)
    assert ask(archive, "gone", since="2026-11-27") == []


def test_the_command_lists_shows_and_answers(demo: Path) -> None:
    run = CliRunner().invoke
    listed = json.loads(run(cli, ["query", "--list", "--format", "json"]).stdout)
    assert {row["name"] for row in listed} == set(named_questions())
    arguments = ["query", "top-sources", "-p", "limit=1", "--archive", str(demo), "--format", "json"]
    assert json.loads(run(cli, arguments).stdout) == ask(demo, "top-sources", limit="1")
    assert run(cli, ["query", "top-sources", "--show"]).stdout.strip() == named_question("top-sources").sql


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["top-source"], "did you mean 'top-sources'?"),
        (["top-sources", "-p", "count=1"], "it has: site, limit"),
        (["top-sources", "-p", "limit=viele"], "takes a whole number, not 'viele'"),
        (["top-sources", "-p", "limit"], "NAME=VALUE"),
        ([], "sasac query --list"),
    ],
)
def test_a_slip_is_answered_with_what_there_is(demo: Path, arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(cli, ["query", *arguments, "--archive", str(demo)])
    assert isinstance(result.exception, UsageError)
    assert said in str(result.exception)


def test_a_name_that_is_like_none_leads_to_the_list() -> None:
    with pytest.raises(UnknownQuestionError, match="sasac query --list"):
        named_question("xyzzy")


@pytest.mark.parametrize(
    "text", ["SELECT 1", "-- :limit = 1  rows\nSELECT 1", "-- What.\n-- :limit=1 rows\nSELECT 1"]
)
def test_a_file_that_does_not_say_what_it_asks_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be"):
        read_question("wrong", text)
