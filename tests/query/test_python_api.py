"""What ``from sasac_crawler import …`` gives."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import sasac_crawler
from sasac_crawler import Archive, clean, parse_page
from sasac_crawler.errors import UsageError
from sasac_crawler.samplesite import truth

IMPORT_SECONDS = 0.3


def test_articles_are_those_of_the_archive_one_at_a_time(demo: Path) -> None:
    with Archive(demo) as archive:
        found = {article["url"]: article for article in archive.articles()}
        titles = {one.url: one.title for one in truth() if one.url in found}
        assert len(found) == archive.db.table("articles").count == 80
        assert {url: found[url]["title"] for url in titles} == titles
        iterator = archive.articles(site="jiangdong")
        assert next(iterator)["site"] == "jiangdong"
        iterator.close()
        assert not archive.db.conn.in_transaction
        assert [one["title"] for one in archive.articles(words="复工复产")] == [
            hit.title for hit in archive.search("复工复产", order="newest")
        ]
        with pytest.raises(UsageError, match="there is: jiangdong"):
            next(archive.articles(site="nowhere"))


def test_frames_hold_the_same(demo: Path) -> None:
    with Archive(demo) as archive:
        rows = list(archive.articles(since="2021-01-01", attachments_text=True))
        polars = archive.to_polars(since="2021-01-01", attachments_text=True)
        pandas = archive.to_pandas(since="2021-01-01", attachments_text=True)
        none = archive.to_polars(words="绝无此词")
    assert rows
    assert polars.to_dicts() == rows
    assert list(pandas["id"]) == [row["id"] for row in rows]
    assert list(pandas.columns) == list(rows[0]) == polars.columns
    assert (none.height, none.columns) == (0, polars.columns[:-1])


def test_versions_and_search_and_sql_are_at_hand(demo: Path) -> None:
    with Archive(demo) as archive:
        [hit] = archive.search("济南市国资委强化", limit=1)
        [version] = archive.versions(hit.id)
        assert archive.version(hit.id, version.version) == version
        assert archive.article(hit.id).record["title"] == hit.title
        assert list(archive.db.query("SELECT count(*) AS n FROM articles")) == [{"n": 80}]


def test_clean_and_parse_page_do_what_the_commands_do() -> None:
    assert clean("濟(ji)南市國(guo)資(zi)委(wei)") == "濟南市國資委"
    body = "<p>省国资委召开会议，研究国企改革工作。</p>" * 3
    page = (
        f"<html><head><meta name='ArticleTitle' content='改革'></head><body><div>{body}</div></body></html>"
    )
    article = parse_page(
        page.encode("gb18030"), url="http://gzw.x.test/a.html", content_type="text/html; charset=gbk"
    )
    assert article.title == "改革"
    assert "研究国企改革工作" in article.body_text


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Archiv'"):
        _ = sasac_crawler.Archiv
    assert set(sasac_crawler.__all__) == {"Archive", "__version__", "clean", "parse_page"}


def test_importing_is_quick_and_brings_no_scrapy() -> None:
    program = (
        "import sys, time, json\n"
        "begun = time.process_time()\n"
        "from sasac_crawler import clean, parse_page\n"
        "took = time.process_time() - begun\n"
        "clean('國(guo)資(zi)委(wei)')\n"
        "page = '<h1>国企改革</h1><div class=content>' + '<p>省国资委召开会议，研究国企改革工作。</p>' * 9\n"
        "parse_page(page, url='http://gzw.x.test/a.html')\n"
        "before_archive = sorted(sys.modules)\n"
        "from sasac_crawler import Archive\n"
        "print(json.dumps([took, before_archive, sorted(sys.modules)]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120
    )
    took, before_archive, after = json.loads(done.stdout)
    assert took < IMPORT_SECONDS  # of the processor: a busy machine does not matter
    assert not {"scrapy", "twisted", "sqlite3", "sqlite_utils", "pyarrow", "aiohttp"} & set(before_archive)
    # sqlite-utils would import pandas, and with it PyArrow, where they are installed.
    assert not {"scrapy", "twisted", "aiohttp", "warcio", "pandas", "numpy", "pyarrow"} & set(after)
