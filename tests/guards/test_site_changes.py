"""What a site does over time: edits, deletions, moves, copies, a redesign, traps without an end.

A good version is never lost, whatever stands in its place later.
"""

from pathlib import Path

import pytest

from tests.faults.client import FaultServer
from tests.guards.crawls import HOST, Crawl, assert_rebuildable, crawl

SITE = 12
LIST = f"/site/{SITE}/index.html"
EDITED, DELETED, MOVED, COPIED = 12, 11, 10, 9
# Article -> what answers for it later, and how that ends.
LATER = {
    8: ("/soft404", "soft404"),
    7: ("/challenge200", "challenge"),
    6: ("/cutpage", "truncated"),
    5: ("/500", "server_error"),
    4: ("/gztrunc", "truncated"),
    3: ("/charset/damaged", "bad_charset"),
    2: ("/meta?u=/ok", "moved"),
}


def _paths(server: FaultServer) -> dict[int, str]:
    return {one.number: one.path for one in server.expected_site(SITE)}


@pytest.fixture(scope="module")
def changed(
    fault_process: FaultServer, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[int, str], Crawl]:
    """A site crawled, changed, and crawled again in full; with the paths before the change."""
    fault_process.reset()
    folder, before = tmp_path_factory.mktemp("changes"), _paths(fault_process)
    assert crawl(fault_process, folder, path=LIST).returncode == 0
    fault_process.change_site(SITE, edit=[EDITED], delete=[DELETED], move=[MOVED], copy=[COPIED])
    for number, (endpoint, _) in LATER.items():
        fault_process.override(before[number], endpoint)
    return before, crawl(fault_process, folder, path=LIST, options=("--full",))


@pytest.mark.parametrize("number", LATER)
def test_what_is_no_page_never_takes_the_place_of_one(
    number: int, changed: tuple[dict[int, str], Crawl]
) -> None:
    before, done = changed
    assert done.outcomes[before[number]] == LATER[number][1]
    assert f"第{number}号" in done.texts[before[number]]


def test_an_edit_is_a_version(changed: tuple[dict[int, str], Crawl], fault_process: FaultServer) -> None:
    before, done = changed
    wanted = next(one for one in fault_process.expected_site(SITE) if one.number == EDITED)
    assert done.texts[before[EDITED]].replace("\n", "") == "".join(wanted.paragraphs)
    url = f"http://{HOST}{before[EDITED]}"
    versions = done.rows("SELECT url, body_text FROM article_versions")
    assert [at for at, _ in versions].count(url) == 1


def test_what_was_deleted_is_kept(changed: tuple[dict[int, str], Crawl]) -> None:
    before, done = changed
    assert done.outcomes[before[DELETED]] == "gone"
    assert f"第{DELETED}号" in done.texts[before[DELETED]]


def test_a_copy_is_a_second_place_of_one_article(changed: tuple[dict[int, str], Crawl]) -> None:
    _, done = changed
    for number in (COPIED, MOVED):
        rows = done.rows(f"SELECT id FROM articles WHERE body_text LIKE '%第{number}号%'")  # noqa: S608 - a number
        assert len(rows) == 1
    places = done.rows("SELECT article_id FROM appearances GROUP BY article_id HAVING count(*) = 2")
    assert len(places) >= 2


def test_what_changed_and_what_was_refused_can_be_rebuilt(
    changed: tuple[dict[int, str], Crawl], tmp_path: Path
) -> None:
    assert_rebuildable(changed[1], tmp_path)


def test_a_redesign_is_no_complete_crawl_and_loses_nothing(
    changed: tuple[dict[int, str], Crawl], fault_process: FaultServer
) -> None:
    _, done = changed
    kept = done.titles
    fault_process.reset()
    fault_process.change_site(SITE, layout="v2")
    redesigned = crawl(fault_process, done.archive.parent, path=LIST)
    assert redesigned.returncode == 20
    assert redesigned.verdict == "degraded"
    assert redesigned.titles == kept


@pytest.mark.parametrize("trap", ["/calendar/0", "/growurl/", "/session"])
def test_a_trap_ends(trap: str, server: FaultServer, tmp_path: Path) -> None:
    done = crawl(server, tmp_path, path=trap)
    assert done.returncode == 20
    assert len(server.log()) < 50


def test_a_list_that_repeats_itself_is_left(server: FaultServer, tmp_path: Path) -> None:
    for options in ((), ("--full",)):
        server.clear()
        done = crawl(server, tmp_path, path="/repeating/0", options=options)
        assert len(server.log(path="/repeating/")) <= 4
        assert done.titles == {one.title for one in server.expected_site(3)}
        assert ("list_repeats",) in done.rows("SELECT code FROM issues")


def test_a_retry_that_leads_elsewhere_is_not_followed(server: FaultServer, tmp_path: Path) -> None:
    broken = server.expected_site(2)[0].path
    server.override(broken, "/flakyredir?u=http://127.0.0.2/")
    begun = crawl(server, tmp_path, path="/site/2/index.html")
    assert begun.outcomes[broken] == "rate_limited"
    begun.make_due()
    done = crawl(server, tmp_path, path="/site/2/index.html")
    assert done.outcomes[broken] == "blocked_address"
    assert server.canary_hits() == []
