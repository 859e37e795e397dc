"""Snapshots: the same state keeps its path, whatever else happens, and citing it is well-formed."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sasac_crawler.cli import cli
from sasac_crawler.errors import UnknownArticleError, UnknownVersionError, UsageError
from sasac_crawler.query.archive import Archive
from sasac_crawler.query.citing import CITATION_FORMS, cite_bibtex, cite_csl_json, cite_gbt7714
from sasac_crawler.query.permalinks import read_reference
from sasac_crawler.query.snapshots import Snapshot, find_snapshot, snapshots_of
from sasac_crawler.store.observations import ObservationTable
from tests.made_archive import MadeArchive

ONE, OTHER = "http://www.sasac.test/n1/c10001/content.html", "http://www.sasac.test/n1/c10002/content.html"
DRAFT, FINAL = "会议研究了改革方案的初稿。", "会议研究了改革方案的定稿。"


@pytest.fixture
def made(tmp_path: Path) -> MadeArchive:
    return MadeArchive(tmp_path / "archive")


def test_every_state_has_a_path_a_capture_and_digests(made: MadeArchive) -> None:
    article_id = made.save(ONE, title="改革方案", body=DRAFT)
    made.save(ONE, title="改革方案", body=FINAL, days=1)
    draft, final = snapshots_of(made.db, article_id)
    assert (draft.record["body_text"], final.record["body_text"]) == (DRAFT, FINAL)
    assert (draft.is_current, final.is_current) == (False, True)
    assert draft.path == f"/article/{article_id}/{draft.version}" != final.path
    assert (draft.captured_at[:10], final.captured_at[:10]) == ("2026-11-23", "2026-11-24")
    assert draft.seen_until == final.captured_at
    assert {len(one.payload_digest or "") for one in (draft, final)} == {len("sha256:") + 64}
    assert draft.payload_digest != final.payload_digest
    assert (draft.site_name, draft.url) == ("测试国资委", ONE)


def test_the_key_of_the_present_state_is_the_one_the_store_keeps(made: MadeArchive) -> None:
    article_id = made.save(ONE, title="改革方案", body=DRAFT)
    kept = ObservationTable(made.db.conn).state_of(ONE)
    assert [one.version for one in snapshots_of(made.db, article_id)] == [kept]


def test_a_path_given_out_leads_to_the_same_text_after_the_page_changed(made: MadeArchive) -> None:
    article_id = made.save(ONE, title="改革方案", body=DRAFT)
    [given_out] = snapshots_of(made.db, article_id)
    made.save(ONE, title="改革方案", body=FINAL, days=1)
    found = find_snapshot(made.db, *read_reference(given_out.path))
    assert (found.path, found.record["body_text"], found.is_current) == (given_out.path, DRAFT, False)
    assert found.captured_at == given_out.captured_at
    assert found.payload_digest == given_out.payload_digest


def test_a_path_outlives_the_joining_and_parting_of_texts(made: MadeArchive) -> None:
    first = made.save(ONE, title="改革方案", body=DRAFT)
    second = made.save(OTHER, title="改革方案", body=FINAL, days=1)
    [given_out] = snapshots_of(made.db, second)
    made.save(OTHER, title="改革方案", body=DRAFT, days=2)  # now one text with the first
    found = find_snapshot(made.db, *read_reference(given_out.path))
    assert (found.article_id, found.record["body_text"], found.path) == (first, FINAL, given_out.path)
    made.save(OTHER, title="改革方案", body=FINAL, days=3)  # and apart again
    found = find_snapshot(made.db, *read_reference(given_out.path))
    assert (found.article_id, found.record["body_text"], found.path) == (second, FINAL, given_out.path)


def test_a_state_that_is_not_there_names_those_that_are(made: MadeArchive) -> None:
    article_id = made.save(ONE, title="改革方案", body=DRAFT)
    [present] = snapshots_of(made.db, article_id)
    with pytest.raises(UnknownVersionError, match=present.version):
        find_snapshot(made.db, article_id, "0" * 24)
    with pytest.raises(UnknownArticleError):
        find_snapshot(made.db, "0" * 12)


@pytest.mark.parametrize(
    "text", ["", "x", "bdd700bd8e54/1", "../etc", "bdd700bd8e5", "bdd700bd8e54/" + "0" * 25]
)
def test_what_is_no_reference_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no id of an article"):
        read_reference(text)


def _snapshot(made: MadeArchive, **fields: Any) -> Snapshot:
    return snapshots_of(made.db, made.save(ONE, title="改革\n方案 100%_#{甲}", body=DRAFT, **fields))[-1]


def test_gbt7714_has_its_parts_in_order(made: MadeArchive) -> None:
    snapshot = _snapshot(made, document_number="国资发〔2021〕3号")
    expected = (
        "省国资委. 改革 方案 100%_#{甲}:国资发〔2021〕3号[EB/OL]. (2021-02-24)[2026-11-23]. "
        f"{ONE}. archived {snapshot.captured_at} as https://a.test{snapshot.path}, {snapshot.payload_digest}."
    )
    assert cite_gbt7714(snapshot, base="https://a.test/") == expected


def test_gbt7714_without_a_date_has_the_day_it_was_seen(made: MadeArchive) -> None:
    undated = cite_gbt7714(_snapshot(made, date_published=None, date_precision=None))
    assert "[EB/OL]. [2026-11-23]. http" in undated


def test_csl_json_is_an_array_of_one_web_page(made: MadeArchive) -> None:
    snapshot = _snapshot(made)
    [item] = json.loads(cite_csl_json(snapshot, base="https://a.test"))
    assert item["type"] == "webpage"
    assert item["title"] == "改革 方案 100%_#{甲}"
    assert item["author"] == [{"literal": "省国资委"}]
    assert (item["container-title"], item["language"]) == ("测试国资委", "zh-Hans-CN")
    assert item["issued"] == {"date-parts": [[2021, 2, 24]]}
    assert item["accessed"] == {"date-parts": [[2026, 11, 23]]}
    assert (item["URL"], item["archive_location"]) == (ONE, f"https://a.test{snapshot.path}")
    assert str(snapshot.payload_digest) in item["note"]
    assert "number" not in item


def test_bibtex_escapes_what_tex_would_read_and_keeps_the_url(made: MadeArchive) -> None:
    snapshot = _snapshot(made)
    entry = cite_bibtex(snapshot)
    assert entry.startswith(f"@misc{{sasac-{snapshot.document_id}-{snapshot.version[:8]},\n")
    assert r"title = {{改革 方案 100\%\_\#\{甲\}}}," in entry
    assert f"url = {{{ONE}}}," in entry
    assert "urldate = {2026-11-23}," in entry
    assert "number" not in entry


@given(title=st.text(min_size=1, max_size=30), issuer=st.text(max_size=10))
def test_no_title_breaks_a_form(title: str, issuer: str) -> None:
    record = {
        "title": title, "date_published": "2021", "document_number": None, "issuer": issuer, "author": None,
        "source_name": None, "publisher": None, "language": "zh-Hans-CN",
    }  # fmt: skip
    snapshot = Snapshot(
        article_id="0" * 12, document_id="0" * 12, version="0" * 24, number=None, url="http://x.test/{a}", site_name="x",
        captured_at="2026-11-23T08:00:00+00:00", capture_id=None, payload_digest=None, content_digest="sha256:0",
        seen_until=None, cause=None, record=record,
    )  # fmt: skip
    for name, form in CITATION_FORMS.items():
        cited = form(snapshot)
        if name == "csl-json":
            assert json.loads(cited)[0].get("title", "") == " ".join(title.split())
        if name == "bibtex":
            unescaped = re.sub(r"\\[\\{}$&%#_^~]", "", re.sub(r"\\text\w+\{\}", "", cited))
            depth = 0
            for one in unescaped:
                depth += (one == "{") - (one == "}")
                assert depth >= 0
            assert depth == 0


def test_the_command_cites_an_article_of_the_demo(demo: Path) -> None:
    with Archive(demo) as archive:
        [hit] = archive.search("济南市国资委强化", limit=1)
        [snapshot] = snapshots_of(archive.db, hit.id)
    run = CliRunner().invoke
    said = run(cli, ["cite", hit.id, "--format", "gbt7714", "--archive", str(demo)]).stdout
    assert said.strip() == cite_gbt7714(snapshot)
    listed = run(cli, ["cite", hit.id, "--versions", "--archive", str(demo)]).stdout
    assert snapshot.path in listed
    wrong = run(cli, ["cite", f"{hit.id}/{'0' * 24}", "--archive", str(demo)])
    assert isinstance(wrong.exception, UnknownVersionError)
