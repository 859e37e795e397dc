"""``--sql`` opens Datasette's own pages, and nothing that writes, reaches files or holds the machine."""

import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from sasac_crawler.web.application import make_datasette
from sasac_crawler.web.settings import DATABASE, WebSettings
from tests.web.conftest import Get


@pytest.fixture(scope="module")
def sql(archive: Path, serve: Callable[[WebSettings], Get]) -> Get:
    get = serve(WebSettings(root=archive, allow_sql=True))
    return lambda statement: get(f"/{DATABASE}.json?_shape=objects&sql={quote(statement)}")


def test_a_select_is_answered(sql: Get) -> None:
    answer = sql("select site, count(*) as n from articles group by site order by site")
    assert answer.status_code == 200
    assert [row["site"] for row in answer.json()["rows"]] == ["beihu", "jiangdong"]


def test_rows_are_limited(sql: Get) -> None:
    answer = sql(
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000) select i from n"
    ).json()
    assert answer["truncated"]
    assert len(answer["rows"]) == 200


@pytest.mark.parametrize(
    "statement",
    [
        "attach database 'FILE' as x",
        "vacuum into 'FILE'",
        "delete from articles",
        "update articles set title = 'x'",
        "drop table articles",
        "pragma journal_mode = delete",
        "pragma query_only = 0",
        "select load_extension('x')",
        "select length(printf('%.*c', 900000000, 'x'))",
        "select length(zeroblob(900000000))",
        "select length(randomblob(900000000))",
        "select writefile('FILE', 'x')",
        "select readfile('/etc/passwd')",
        "select fts3_tokenizer('simple')",
        "with x as (select 1) insert into sites (slug) select 'x' from x",
    ],
)
def test_what_is_more_than_reading_is_refused(sql: Get, statement: str, tmp_path: Path) -> None:
    written = tmp_path / "x"
    statement = statement.replace("FILE", str(written))
    assert sql(statement).status_code in {400, 403}, statement
    assert not written.exists()
    assert sql("select count(*) as n from articles where title = 'x'").json()["rows"] == [{"n": 0}]


def test_a_bomb_ends_in_time_and_readers_read_on(
    archive: Path, serve: Callable[[WebSettings], Get], sql: Get
) -> None:
    started = time.monotonic()
    answer = sql("with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n")
    assert answer.status_code == 400
    assert time.monotonic() - started < 10
    assert serve(WebSettings(root=archive, allow_sql=True))("/").status_code == 200


def test_datasettes_pages_carry_our_headers(archive: Path, serve: Callable[[WebSettings], Get]) -> None:
    get = serve(WebSettings(root=archive, allow_sql=True))
    for path in (f"/{DATABASE}", f"/{DATABASE}/articles?_size=5", f"/{DATABASE}/sites"):
        response = get(path)
        assert response.status_code == 200, path
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
        assert "unsafe" not in response.headers["content-security-policy"]
        assert "<script>document.title" not in response.text
    assert get("/search").status_code == 200
    assert get(f"/{DATABASE}.db").status_code in {403, 404}


def test_the_file_cannot_be_written_through_datasette(archive: Path) -> None:
    datasette = make_datasette(WebSettings(root=archive))
    with pytest.raises(PermissionError):
        datasette.get_database(DATABASE).connect(write=True)
    datasette.executor.shutdown()


def test_named_questions_and_meanings_of_columns_are_there(
    archive: Path, serve: Callable[[WebSettings], Get]
) -> None:
    get = serve(WebSettings(root=archive, allow_sql=True))
    answer = get(f"/{DATABASE}/top-sources.json?_shape=objects&limit=1&site=jiangdong")
    assert answer.status_code == 200
    assert answer.json()["rows"][0]["source"] == "省国资委"
    articles = get(f"/{DATABASE}/articles").text
    assert "Headline without annotations" in articles
    assert "the frontier entry it answers" not in articles
    assert get(f"/{DATABASE}/freshness").status_code == 200
