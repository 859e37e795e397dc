"""What the commands tell of an archive's memory: changes, withdrawals, citations, gaps, reprints, near duplicates."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlite_utils import Database

from sasac_crawler.cli import cli
from sasac_crawler.errors import UsageError
from sasac_crawler.items import Citation
from sasac_crawler.query.archive import Archive
from sasac_crawler.query.reprints import reprints_of
from sasac_crawler.store.near_duplicates import compare_waiting
from tests.made_archive import MadeArchive

HOST = "http://www.sasac.test"
EDITED, GONE, KEPT = (f"{HOST}/n1/c1000{n}/content.html" for n in (1, 2, 3))
NOTICE = "关于做好2021年度省属企业财务决算工作的通知"
TEXT = (
    "省国资委召开全面深化改革领导小组会议，传达学习有关会议精神，听取各专项小组上半年工作情况汇报，研究部署下半年重点改革任务。"
    "会议强调，要压实主体责任，细化任务清单，按月调度，按季评估，确保年底前完成既定目标。会议审议通过了三项制度改革方案和参股管理办法。"
)
CUT = "会议审议通过了三项制度改革方案和参股管理办法。"


@pytest.fixture
def made(tmp_path: Path) -> Iterator[MadeArchive]:
    archive = MadeArchive(tmp_path / "archive")
    yield archive
    archive.close()


def run(made: MadeArchive, *arguments: str) -> Result:
    done = CliRunner().invoke(cli, [*arguments, "--archive", str(made.root)])
    assert done.exit_code == 0, done.output
    return done


def rows(made: MadeArchive, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(made, *arguments, "--format", "json").stdout)
    return found


def test_changes_are_listed_field_by_field_and_shown_character_by_character(made: MadeArchive) -> None:
    id_ = made.save(EDITED, title="省国资委召开会议", body="会议要求，全年完成投资120亿元。")
    made.save(EDITED, title="省国资委召开会议", body="会议要求，全年完成投资150亿元。", days=3)
    made.save(
        EDITED,
        title="省国资委召开专题会议",
        body="会议要求，全年完成投资150亿元。",
        days=5,
        source_name="新华社",
    )
    found = rows(made, "changes", "--since", "2026-11-01")
    assert [(one["id"], one["seen"][:10], one["changed"], one["cause"]) for one in found] == [
        (id_, "2026-11-28", "title, source_name", "site"),
        (id_, "2026-11-26", "body_text", "site"),
    ]
    assert [one["seen"][:10] for one in rows(made, "changes", "--since", "2026-11-27")] == ["2026-11-28"]
    assert rows(made, "changes", "--since", "2026-11-01", "--site", "elsewhere") == []
    with pytest.raises(UsageError, match="--since must be a day"):
        CliRunner().invoke(
            cli, ["changes", "--since", "neulich", "--archive", str(made.root)], catch_exceptions=False
        )
    shown = run(made, "show", id_, "--diff").stdout
    assert "body_text: 会议要求，全年完成投资1[-2-]{+5+}0亿元。" in shown
    assert "title: 省国资委召开{+专题+}会议" in shown
    assert "source_name: [-省国资委-]{+新华社+}" in shown
    assert "until 2026-11-26" in shown
    plain = json.loads(run(made, "show", id_, "--diff", "--json").stdout)
    before = "".join(p["text"] for p in plain[0]["changes"]["body_text"] if p["kind"] != "added")
    assert before == "会议要求，全年完成投资120亿元。"


def test_what_was_withdrawn_is_listed_with_its_last_good_capture(made: MadeArchive) -> None:
    id_ = made.save(GONE, title="一则公告", body="公告的全文，后来撤下。")
    made.save(f"{HOST}/art/2021/1.html", title="另一则公告", body="这一则公告的全文也在别处。")
    made.save(KEPT, title="另一则公告", body="这一则公告的全文也在别处。")
    made.withdraw(GONE, days=4)
    made.withdraw(f"{HOST}/art/2021/1.html", days=10)
    later, first = rows(made, "gone", "--since", "2026-11-01")
    assert (first["id"], first["gone_since"][:10], first["still_elsewhere"]) == (id_, "2026-11-27", 0)
    assert (later["gone_since"][:10], later["still_elsewhere"]) == ("2026-12-03", 1)
    assert [one["url"] for one in rows(made, "gone", "--since", "2026-12-01")] == [f"{HOST}/art/2021/1.html"]
    with Archive(made.root) as archive:
        article = archive.article(id_)
        assert article.record["body_text"] == "公告的全文，后来撤下。"
        assert [one["capture_id"] for one in article.captures] == [article.appearances[0]["capture_id"]]


def _cited(*canonical: str) -> tuple[Citation, ...]:
    return tuple(
        Citation(kind="title" if one[0] == "关" else "document_number", text=one, canonical=one, offset=at)
        for at, one in enumerate(canonical)
    )


def test_citations_lead_both_ways_and_what_nobody_has_is_ranked(made: MadeArchive) -> None:
    number, missing = "鲁国资〔2021〕3号", "鲁国资〔2021〕5号"
    notice = made.save(
        EDITED, title=NOTICE, body="通知的全文。", document_number=number, citations=_cited(number)
    )
    by_number = made.save(GONE, title="一", body="按照第3号文办理。", citations=_cited(number, missing))
    by_title = made.save(
        KEPT, title="二", body="按照通知办理。", citations=_cited(NOTICE, missing, "关于没有的事的通知")
    )
    both = json.loads(run(made, "citations", notice, "--json").stdout)
    assert {one["id"] for one in both["cited_by"]} == {by_number, by_title}
    assert both["cites"] == []  # its own number is no citation
    back = json.loads(run(made, "citations", by_title, "--json").stdout)["cites"]
    assert [(one["text"], one["id"]) for one in back] == [
        (NOTICE, notice), (missing, None), ("关于没有的事的通知", None),
    ]  # fmt: skip
    dangling = json.loads(run(made, "citations", "--dangling", "--json").stdout)
    assert [(one["cited"], one["articles"]) for one in dangling] == [(missing, 2), ("关于没有的事的通知", 1)]
    # A bare kind of document is nothing to look for.
    kinds = tuple(
        Citation(kind="title", text=f"《{one}》", canonical=one, offset=at)
        for at, one in enumerate(("意见", "管理办法（试行）", "公司法"))
    )
    made.save(f"{HOST}/art/2021/9.html", title="三", body="这一篇另有所引。", citations=kinds)
    dangling = json.loads(run(made, "citations", "--dangling", "--json").stdout)
    assert [one["cited"] for one in dangling] == [missing, "公司法", "关于没有的事的通知"]
    asked = ("query", "dangling-citations", "--json")
    assert json.loads(run(made, *asked).stdout) == dangling
    assert {one["cited"] for one in json.loads(run(made, *asked, "-p", "generic=1").stdout)} == {
        one["cited"] for one in dangling
    } | {"意见", "管理办法（试行）"}
    # Number 5 is cited, so somebody has seen it; 1, 2 and 4 nobody has.
    [series] = rows(made, "gaps", "鲁国资")
    assert (series["prefix"], series["year"], series["highest"], series["missing"]) == (
        "鲁国资",
        2021,
        5,
        [1, 2, 4],
    )
    assert rows(made, "gaps", "京国资") == []


def _beijing(day: int) -> dt.datetime:
    return dt.datetime(2021, 3, day, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def _site(db: Database, slug: str, body: str) -> None:
    db.table("sites").insert({"slug": slug, "name_zh": slug, "organisation": body})
    db.table("organizations").insert({"id": body, "name": body, "short_name": body, "kind": "regulator"})


def test_the_first_is_whom_the_others_name_then_whoever_was_earliest(made: MadeArchive) -> None:
    _site(made.db, "beihe", "北河国资委")
    _site(made.db, "jiangdong", "江东国资委")
    _site(made.db, "lushan", "庐山国资委")
    copy = made.save(
        "http://jiangdong.test/1.html", title="会议", body=TEXT, site="jiangdong", source_name="北河国资委",
        source_id="北河国资委", is_reprint=True, date_published=_beijing(1),
    )  # fmt: skip
    first = made.save(
        "http://beihe.test/1.html", title="会议", body="本站讯：" + TEXT, site="beihe", source_name=None,
        date_published=_beijing(2),
    )  # fmt: skip
    cut = made.save(
        "http://lushan.test/1.html", title="要闻", body=TEXT.removesuffix(CUT), site="lushan",
        source_name="北河国资委", source_id="北河国资委", is_reprint=True, date_published=_beijing(5),
    )  # fmt: skip
    for _ in compare_waiting(made.db.conn):
        pass
    for asked in (copy, first, cut):
        found = reprints_of(made.db, asked)
        # The copy that carries an earlier date names its source; the source's own page is here.
        assert (found.original.article_id, found.resolved_by) == (first, "source")
        assert [(one.place.site, one.delay and one.delay.days) for one in found.copies] == [
            ("jiangdong", -1), ("lushan", 3),
        ]  # fmt: skip
        assert [one.cut for one in found.copies] == [(), ("会议审议通过了三项制度改革方案和参股管理办法",)]
    printed = run(made, "reprints", cut, "--passages").stdout
    assert "beihe 2021-03-02" in printed
    assert "- 会议审议通过了三项制度改革方案和参股管理办法" in printed
    view = list(made.db.query("SELECT * FROM reprints ORDER BY days_after"))
    assert [(one["site"], one["first_id"], one["days_after"]) for one in view] == [
        ("jiangdong", first, -1), ("beihe", first, 0), ("lushan", first, 3),
    ]  # fmt: skip
    assert all(0.7 <= one["similarity"] <= 1 for one in view)
    shown = json.loads(run(made, "show", cut, "--json").stdout)
    assert shown["record"]["near_duplicate_of"] == first
    assert {(one["other_id"], one["is_copy_of_other"]) for one in shown["near_duplicates"]} == {
        (first, 1),
        (copy, 0),
    }
    assert "the original" in run(made, "show", cut).stdout


def test_without_a_source_the_earliest_is_first(made: MadeArchive) -> None:
    later = made.save("http://a.test/1.html", title="会议", body=TEXT, site="a", date_published=_beijing(9))
    made.save("http://b.test/1.html", title="会议", body=TEXT, site="b", date_published=_beijing(4))
    found = reprints_of(made.db, later)
    assert (found.original.site, found.resolved_by) == ("b", "date")
    [other] = found.copies
    assert (other.place.site, other.delay, other.kept, other.cut) == ("a", dt.timedelta(days=5), 1.0, ())
