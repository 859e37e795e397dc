"""Scripts, places, earlier states and deltas: what the rows of a selection are."""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sasac_crawler.query.reading import Reader
from sasac_crawler.query.searching import Filters
from sasac_crawler.query.selection import Selection
from sasac_crawler.query.snapshots import find_snapshot
from tests.export.conftest import URL
from tests.made_archive import MadeArchive

Rows = list[dict[str, Any]]
DRAFT, FINAL = "会议研究了改革方案的初稿。", "会议研究了改革方案的定稿。"


def rows(made: MadeArchive, **wanted: Any) -> Rows:
    reader = Reader(made.db, Selection(**wanted))
    found = [reader.as_record(row) for row in reader.rows()]
    made.db.conn.execute("ROLLBACK")
    return found


def test_traditional_texts_are_given_as_printed_or_simplified(made: MadeArchive) -> None:
    made.save(URL.format(1), title="國企改革", body="省國資委召開會議研究部署。", script="Hant")
    [printed] = rows(made)
    assert (printed["title"], printed["body_text"]) == ("國企改革", "省國資委召開會議研究部署。")
    [hans] = rows(made, script="hans")
    assert (hans["title"], hans["body_text"]) == ("国企改革", "省国资委召开会议研究部署。")
    assert hans["script"] == "Hant"


def test_every_place_of_a_text_can_be_a_row(made: MadeArchive) -> None:
    first = made.save(URL.format(1), title="改革方案", body=DRAFT, editor="甲")
    made.save(
        URL.format(2), title="改革方案", body=DRAFT, days=1, site="other", editor="乙", source_name="某报"
    )
    assert len(rows(made)) == 1
    one, other = rows(made, duplicates="appearances")
    assert (one["id"], other["id"]) == (first, first)
    assert (one["url"], other["url"]) == (URL.format(1), URL.format(2))
    assert (one["editor"], other["editor"]) == ("甲", "乙")
    assert (one["site"], other["site"]) == ("sasac_test", "other")
    assert one["version"] != other["version"]
    assert find_snapshot(made.db, first, one["version"]).url == one["url"]


def test_earlier_states_are_rows_with_all_their_columns(made: MadeArchive) -> None:
    article = made.save(URL.format(1), title="改革方案", body=DRAFT, editor="甲")
    made.save(URL.format(1), title="改革方案", body=FINAL, editor="乙", days=1)
    draft, final = rows(made, versions=True)
    assert [
        (one["body_text"], one["editor"], one["version_number"], one["cause"]) for one in (draft, final)
    ] == [
        (DRAFT, "甲", 1, "site"),
        (FINAL, "乙", None, None),
    ]
    assert draft["seen_until"] == final["last_changed"]
    assert {draft["id"], final["id"]} == {article}
    assert find_snapshot(made.db, article, draft["version"]).record["body_text"] == DRAFT


def test_the_text_of_documents_comes_on_request(made: MadeArchive) -> None:
    article = made.save(URL.format(1), title="改革方案", body=DRAFT)
    made.db.table("attachments").insert(
        {"article_id": article, "url": "http://x.test/a.pdf", "name": "名录.pdf", "kind": "document"}
    )
    made.db.table("files").insert(
        {"sha256": "00", "size": 1, "kind": "pdf", "path": "00", "outcome": "ok", "text": "省屬企業名錄",
         "text_hans": "省属企业名录", "members": "[]", "issues": "[]"}
    )  # fmt: skip
    made.db.table("attachment_fetches").insert(
        {
            "url": "http://x.test/a.pdf",
            "fetched_at": "2026-11-23T08:00:00+00:00",
            "sha256": "00",
            "name": "a.pdf",
        }
    )
    [row] = rows(made, attachments_text=True)
    assert row["attachments_text"] == "[名录.pdf]\n省屬企業名錄"
    [row] = rows(made, attachments_text=True, script="hans")
    assert row["attachments_text"] == "[名录.pdf]\n省属企业名录"
    assert "attachments_text" not in rows(made)[0]


def test_a_delta_says_what_became_of_each(made: MadeArchive) -> None:
    made.run("run-1")
    stays = made.save(URL.format(1), title="不变", body="这一篇文章一直没有变化。")
    changes = made.save(URL.format(2), title="改革方案", body=DRAFT)
    joins = made.save(URL.format(3), title="另一方案", body="另一个方案的内容说明。")
    seen = made.save(URL.format(4), title="再看一次", body="这一篇文章又看了一次。")
    made.run("run-2", days=1)
    new = made.save(URL.format(5), title="新来", body="这一篇文章是新来的文章。", days=1)
    made.save(URL.format(2), title="改革方案", body=FINAL, days=1)
    made.save(URL.format(3), title="不变", body="这一篇文章一直没有变化。", days=1)
    made.save(URL.format(4), title="再看一次", body="这一篇文章又看了一次。", days=1)
    found = {row["id"]: row for row in rows(made, since_run="run-1")}
    assert {key: row["change"] for key, row in found.items()} == {
        stays: "changed", changes: "changed", joins: "deleted", seen: "seen", new: "new",
    }  # fmt: skip
    assert found[joins]["merged_into"] == stays
    assert found[joins]["title"] is None
    assert rows(made, since_run="run-2") == []


TEXTS = st.sampled_from(("初稿", "定稿", "印发稿", "修订稿"))
LOOKS = st.lists(
    st.tuples(st.integers(1, 4), st.one_of(st.none(), TEXTS), st.sampled_from(("甲报", "乙报"))), max_size=7
)


def _look(made: MadeArchive, looks: list[tuple[int, str | None, str]], *, days: float) -> None:
    for step, (number, text, source) in enumerate(looks):
        moment = days + step / 24
        known = made.db.execute("SELECT 1 FROM appearances WHERE url = ?", [URL.format(number)]).fetchone()
        if text is not None:
            body = f"会议研究了改革方案的{text}。"
            made.save(URL.format(number), title="改革方案", body=body, source_name=source, days=moment)
        elif known:
            made.withdraw(URL.format(number), days=moment)


@settings(max_examples=30)
@given(
    before=LOOKS, after=LOOKS, is_filtered=st.booleans(), duplicates=st.sampled_from(("one", "appearances"))
)
def test_an_old_dataset_with_its_delta_is_the_new_dataset(
    before: list[tuple[int, str | None, str]],
    after: list[tuple[int, str | None, str]],
    is_filtered: bool,
    duplicates: str,
) -> None:
    wanted: dict[str, Any] = {"duplicates": duplicates, "versions": True}
    wanted["filters"] = Filters(source="甲报") if is_filtered else Filters()
    with tempfile.TemporaryDirectory() as folder:
        made = MadeArchive(Path(folder) / "archive")
        made.run("run-1")
        _look(made, before, days=0.0)
        old = rows(made, **wanted)
        made.db.execute("UPDATE runs SET ended = (SELECT coalesce(max(seen_at), ended) FROM observations)")
        made.run("run-2", days=10)
        _look(made, after, days=10.0)
        delta = rows(made, **wanted, since_run="run-1")
        touched = {row["id"] for row in delta}
        extra = {"change", "merged_into"}
        upserted = [
            {name: value for name, value in row.items() if name not in extra}
            for row in delta
            if row["change"] != "deleted"
        ]
        both = [row for row in old if row["id"] not in touched] + upserted
        assert _sorted(both) == _sorted(rows(made, **wanted))
        made.close()


def _sorted(found: Rows) -> Rows:
    return sorted(
        found, key=lambda row: (row["id"], row["url"], row["version_number"] or 0, row["first_seen"])
    )
