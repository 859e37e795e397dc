"""Pages whose declarations contradict their bytes, each other, or are silent: the bytes decide.

One crawl meets all of them. Declared and used charset stand in the issue wherever they differ; a page
that fits no charset is no record, and its bytes are kept.
"""

import json

import pytest

from tests.faults.charset import CASES
from tests.faults.client import FaultServer
from tests.guards.crawls import HOST, Crawl, crawl

SITE = 2 * len(CASES)
# kind -> declared (by header, else by meta tag) and used, where they are not the same
DIFFERING = {
    "utf8-as-gbk": ["gb18030", "utf-8"],
    "gb2312-utf8": ["gb18030", "utf-8"],
    "gbk-as-utf8": ["utf-8", "gb18030"],
    "nodecl-gbk": ["", "gb18030"],
    "latin1-header": ["cp1252", "utf-8"],
    "meta-late": ["", "gb18030"],
    "bom-utf8": ["gb18030", "utf-8"],
    "meta-wrong": ["utf-8", "gb18030"],
}


def _url(server: FaultServer, kind: str) -> str:
    number = 2 * list(CASES).index(kind) + 1
    return next(f"http://{HOST}{one.path}" for one in server.expected_site(SITE) if one.number == number)


@pytest.fixture(scope="module")
def read(fault_process: FaultServer, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """The crawl that met every case."""
    fault_process.reset()
    for kind in CASES:
        fault_process.override(_url(fault_process, kind).removeprefix(f"http://{HOST}"), f"/charset/{kind}")
    return crawl(fault_process, tmp_path_factory.mktemp("charsets"), path=f"/site/{SITE}/index.html")


def _issues(done: Crawl, url: str) -> list[tuple[str, list[str]]]:
    rows = done.rows("SELECT url, code, evidence FROM issues WHERE code LIKE 'charset%'")
    return [(str(code), json.loads(str(evidence))) for at, code, evidence in rows if at == url]


@pytest.mark.parametrize("kind", [kind for kind, case in CASES.items() if not case.unreadable])
def test_the_bytes_decide_and_what_differs_is_on_record(
    kind: str, read: Crawl, fault_process: FaultServer
) -> None:
    url = _url(fault_process, kind)
    texts = read.rows(
        "SELECT appearances.url, body_text FROM appearances JOIN articles ON articles.id = article_id"
    )
    assert (url, CASES[kind].text) in texts
    found = _issues(read, url)
    if kind in DIFFERING:
        [(code, evidence)] = found
        assert code == ("charset_mismatch" if DIFFERING[kind][0] else "charset_undeclared")
        assert evidence == DIFFERING[kind]
    else:
        assert found == []


def test_what_fits_no_charset_is_kept_as_bytes_and_not_as_a_record(
    read: Crawl, fault_process: FaultServer
) -> None:
    url = _url(fault_process, "damaged")
    rows = read.rows("SELECT url, state, outcome, detail FROM frontier WHERE outcome = 'bad_charset'")
    [(at, state, _, detail)] = rows
    assert (at, state) == (url, "pending")
    assert "declared gb18030, best " in str(detail)
    assert ", score 0." in str(detail)
    assert url not in {str(at) for (at,) in read.rows("SELECT url FROM appearances")}
    assert (url,) in read.rows("SELECT url FROM captures WHERE outcome = 'bad_charset'")
