"""One history a document, one row a text, nothing overwritten."""

from sqlite_utils import Database

from sasac_crawler.store.articles import Change
from sasac_crawler.store.pages import PageStore
from tests.store.conftest import Make

ELSEWHERE = "http://gzw.jiangdong.test/art/2021/2/24/art_1_2.html"


def _count(db: Database, table: str) -> int:
    return db.table(table).count


def test_the_same_crawl_twice_changes_nothing(db: Database, pages: PageStore, appearance: Make) -> None:
    first = pages.save_appearance(appearance(), [])
    again = pages.save_appearance(appearance(days=1), [])
    assert (first.change, again.change) == (Change.NEW, Change.UNCHANGED)
    assert first.article_id == again.article_id
    assert (_count(db, "articles"), _count(db, "appearances"), _count(db, "article_versions")) == (1, 1, 0)


def test_the_same_text_elsewhere_is_one_article_in_two_places(
    db: Database, pages: PageStore, appearance: Make
) -> None:
    first = pages.save_appearance(appearance(), [])
    other = pages.save_appearance(appearance(ELSEWHERE, site="jiangdong", days=1), [])
    assert other.change is Change.DUPLICATE
    assert other.article_id == first.article_id
    assert (_count(db, "articles"), _count(db, "appearances")) == (1, 2)


def test_an_edited_text_keeps_its_earlier_state(db: Database, pages: PageStore, appearance: Make) -> None:
    pages.save_appearance(appearance(), [])
    changed = pages.save_appearance(appearance(body="省国资委召开紧急会议。", days=3), [])
    assert changed.change is Change.CHANGED
    [version] = db.table("article_versions").rows
    assert version["body_text"] == "省国资委召开会议。"
    assert version["changed_fields"] == '["body_text"]'
    [row] = db.table("articles").rows
    assert row["body_text"] == "省国资委召开紧急会议。"


def test_a_text_edited_in_one_of_two_places_becomes_two_articles(
    db: Database, pages: PageStore, appearance: Make
) -> None:
    first = pages.save_appearance(appearance(), [])
    pages.save_appearance(appearance(ELSEWHERE, site="jiangdong", days=1), [])
    edited = pages.save_appearance(appearance(ELSEWHERE, site="jiangdong", body="删节。", days=2), [])
    assert edited.article_id != first.article_id
    texts = {row["id"]: row["body_text"] for row in db.table("articles").rows}
    assert texts == {first.article_id: "省国资委召开会议。", edited.article_id: "删节。"}


def test_another_date_in_another_place_is_that_places_business(
    db: Database, pages: PageStore, appearance: Make
) -> None:
    pages.save_appearance(appearance(), [])
    pages.save_appearance(appearance(ELSEWHERE, site="jiangdong", source_name="新华社"), [])
    pages.save_appearance(appearance(ELSEWHERE, site="jiangdong", source_name="新华社", days=1), [])
    assert _count(db, "article_versions") == 0
    sources = {row["source_name"] for row in db.table("appearances").rows}
    assert sources == {"省国资委", "新华社"}


def test_a_text_that_comes_back_goes_back_to_its_article(pages: PageStore, appearance: Make) -> None:
    first = pages.save_appearance(appearance(), [])
    pages.save_appearance(appearance(ELSEWHERE, body="另一篇。", days=1), [])
    back = pages.save_appearance(appearance(ELSEWHERE, days=2), [])
    assert back.article_id == first.article_id


def test_dates_are_as_long_as_the_page_printed_them(db: Database, pages: PageStore, appearance: Make) -> None:
    pages.save_appearance(appearance(), [])
    pages.save_appearance(appearance(ELSEWHERE, body="二", date_precision="minute"), [])
    dates = [row["date_published"] for row in db.table("articles").rows_where(order_by="seq")]
    assert dates == ["2021-02-24", "2021-02-24T00:00:00+08:00"]


def test_what_a_page_stops_saying_of_the_same_text_stays_known(
    db: Database, pages: PageStore, appearance: Make
) -> None:
    redesigned = appearance(days=2, date_published=None, date_precision=None, source_name=None)
    for order in ([appearance(), redesigned], [redesigned, appearance()]):
        for one in order:
            pages.save_appearance(one, [])
        [row] = db.table("articles").rows
        assert (row["date_published"], row["date_precision"], row["source_name"]) == (
            "2021-02-24",
            "day",
            "省国资委",
        )
        assert row["rules"] == '["kept:date_published", "kept:source_name"]'
        [version] = db.table("article_versions").rows
        assert version["changed_fields"] == '["date_published", "source_name"]'
    pages.save_appearance(appearance(days=3, source_name="新华社"), [])
    [row] = db.table("articles").rows
    assert (row["source_name"], row["rules"]) == ("新华社", "[]")


def test_a_text_that_changed_takes_its_date_along(db: Database, pages: PageStore, appearance: Make) -> None:
    pages.save_appearance(appearance(), [])
    pages.save_appearance(
        appearance(days=2, body="省国资委另行通知。", date_published=None, date_precision=None), []
    )
    [row] = db.table("articles").rows
    assert row["date_published"] is None
