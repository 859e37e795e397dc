"""A search finds what a reader would, and nothing else; what a user types is never syntax."""

import random
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from sasac_crawler.errors import UsageError
from sasac_crawler.query import searching
from sasac_crawler.query.search_terms import Group, Term, parse_query
from sasac_crawler.query.searching import Filters, Order, find
from sasac_crawler.store.search import index_later, index_waiting, unindex_article
from tests.bench.search_corpus import fill, queries

ARTICLES = 1200
HANT = {"国": "國", "资": "資", "企": "企", "业": "業", "产": "產", "发": "發", "办": "辦", "经": "經"}
Corpus = tuple[Database, list[str], list[str]]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("BEGIN")
    pairs = list(fill(connection, ARTICLES, seed=3))
    connection.execute("COMMIT")
    return Database(connection), [title for title, _ in pairs], [body for _, body in pairs]


def _found(db: Database, words: str, *, order: Order = "newest") -> set[int]:
    node = parse_query(words)
    assert node is not None
    return set(find(db, node, Filters(), order=order, limit=10 * ARTICLES))


def _holding(corpus: Corpus, *words: str) -> set[int]:
    _, titles, bodies = corpus
    texts = enumerate(zip(titles, bodies, strict=True), start=1)
    return {seq for seq, (title, body) in texts if all(word in title or word in body for word in words)}


def test_words_of_one_to_eight_characters_are_found_exactly(corpus: Corpus) -> None:
    for word in queries(random.Random(5), corpus[2], 400):  # noqa: S311 - a corpus, no secret
        assert _found(corpus[0], word) == _holding(corpus, word), word


def test_the_traditional_form_finds_the_same(corpus: Corpus) -> None:
    for word in ("国资", "企业", "国有资产", "发展", "办法"):
        hant = "".join(HANT.get(one, one) for one in word)
        assert _found(corpus[0], hant) == _holding(corpus, word) != set()


@pytest.mark.parametrize("polluted", ["國(guo)資(zi)委(wei)", "国(ｇｕｏ)资委", '"国 资 委"', "国资委"])
def test_readings_widths_and_blanks_do_not_matter(corpus: Corpus, polluted: str) -> None:
    assert _found(corpus[0], polluted) == _holding(corpus, "国资委") != set()


def test_a_word_that_does_not_tell_its_script_is_looked_for_as_either() -> None:
    """看著 is 看着 in a traditional text; 乾隆 is the same in both."""
    either = Group((Term("看著"), Term("看着")), any_of=True)
    assert parse_query("看著") == either
    assert parse_query("国资 看著") == Group((Term("国资"), either))
    for word, hans in (("成效显著", "成效显著"), ("隨著", "随着"), ("乾隆", "乾隆")):
        assert parse_query(word) == Term(hans)


def test_a_bracket_that_is_no_reading_is_looked_for() -> None:
    assert parse_query("电视(tv)") == Term("电视(tv)")
    assert parse_query("国（ｇｕｏ）企") == Term("国企")


def test_and_or_not_and_groups(corpus: Corpus) -> None:
    db = corpus[0]
    reform, party, recruit = (_holding(corpus, word) for word in ("改革", "党建", "招聘"))
    assert _found(db, "改革 党建") == reform & party
    assert _found(db, "改革 AND 党建") == reform & party
    assert _found(db, "党建 OR 招聘") == party | recruit
    assert _found(db, "改革 -党建") == reform - party
    assert _found(db, "改革 NOT (党建 OR 招聘)") == reform - party - recruit
    assert _found(db, "(党建 | 招聘) 改革") == (party | recruit) & reform


def test_what_must_not_be_there_is_judged_by_the_text_not_by_its_pairs(corpus: Corpus) -> None:
    # 资国 and 国资 may both stand in a text without 国资国企.
    assert _found(corpus[0], "企业 -国资国企") == _holding(corpus, "企业") - _holding(corpus, "国资国企")


def test_the_title_alone(corpus: Corpus) -> None:
    _, titles, _ = corpus
    wanted = {seq for seq, title in enumerate(titles, start=1) if "企业" in title}
    assert _found(corpus[0], "title:企业") == _found(corpus[0], "标题：企业") == wanted != set()


def test_pages_follow_each_other_without_gap_or_overlap(corpus: Corpus) -> None:
    node = parse_query("改革")
    assert node is not None
    for order in ("newest", "rank"):
        whole = find(corpus[0], node, Filters(), order=order, limit=60)
        pages = [find(corpus[0], node, Filters(), order=order, limit=20, offset=at) for at in (0, 20, 40)]
        assert [seq for page in pages for seq in page] == whole


FILTERS = [
    Filters(site="site7"),
    Filters(since="2015-03-01"),
    Filters(until="2015-03-01"),
    Filters(site="site7", since="2010-01-01", until="2020-12-31", source="省国资委", category="news"),
    Filters(category="policy"),
    Filters(source="新华社"),
]


@pytest.mark.parametrize(
    "ways", [{}, {"_MANY": 10, "_GONE_THROUGH": 1}, {"COMMON": 5}, {"COMMON": 5, "_WITHOUT_INDEX": 7}]
)
@pytest.mark.parametrize("filters", FILTERS)
def test_filters_leave_what_fulfils_them_newest_first(
    corpus: Corpus, filters: Filters, ways: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in ways.items():
        monkeypatch.setattr(searching, name, value)
    db = corpus[0]
    rows = db.execute("SELECT seq, site, date_published, source_name, category FROM articles").fetchall()
    wanted = {
        seq: day
        for seq, site, day, source, category in rows
        if filters.site in (None, site)
        and filters.source in (None, source)
        and filters.category in (None, category)
        and (filters.since or "") <= day <= (filters.until or "9999")
    }
    for word in ("国", "国资委", "省属企业", "同比增长"):
        node = parse_query(word)
        assert node is not None
        found = find(db, node, filters, order="newest", limit=10 * ARTICLES)
        assert set(found) == _holding(corpus, word) & wanted.keys()
        assert found == sorted(found, key=lambda seq: (wanted[seq], seq), reverse=True)
        assert set(find(db, node, filters, order="rank", limit=20)) <= set(found)


def test_a_title_hit_comes_before_a_body_hit(corpus: Corpus) -> None:
    _, titles, _ = corpus
    node = parse_query("改革")
    assert node is not None
    [best] = find(corpus[0], node, Filters(), order="rank", limit=1)
    assert "改革" in titles[best - 1]


def test_common_words_are_exact_from_the_newest_on(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "COMMON", 50)
    monkeypatch.setattr(searching, "_WITHOUT_INDEX", 20)
    rows = dict(corpus[0].execute("SELECT seq, date_published FROM articles").fetchall())
    for word in ("企业", "国", "国资委"):
        wanted = sorted(_holding(corpus, word), key=lambda seq: (rows[seq], seq), reverse=True)
        node = parse_query(word)
        assert node is not None
        assert find(corpus[0], node, Filters(), order="newest", limit=30) == wanted[:30]
        assert set(find(corpus[0], node, Filters(), order="rank", limit=30)) <= set(wanted)


@given(words=st.text(max_size=60))
def test_nothing_a_user_types_is_syntax(corpus: Corpus, words: str) -> None:
    try:
        node = parse_query(words)
    except UsageError:
        return
    if node is not None:
        find(corpus[0], node, Filters(), order="rank", limit=5)


@pytest.mark.parametrize(
    "words", ['"', "NEAR(a b)", "text:国", "国*", "^国", "a AND", "OR", "())(", "-", '"" OR', "'; DROP"]
)
def test_things_that_look_like_syntax_do_no_harm(corpus: Corpus, words: str) -> None:
    node = parse_query(words)
    if node is not None:
        find(corpus[0], node, Filters(), order="newest", limit=5)


def test_a_query_that_only_excludes_says_what_is_missing() -> None:
    with pytest.raises(UsageError, match="a word that must be there"):
        parse_query("-党建")


def test_an_article_taken_out_is_not_found(corpus: Corpus) -> None:
    db, titles, bodies = corpus
    seq = ARTICLES
    db.conn.execute("BEGIN")
    unindex_article(db.conn, seq, titles[seq - 1], bodies[seq - 1])
    hits = db.conn.execute(
        "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH '\"国\"' AND rowid = ?", (seq,)
    ).fetchone()
    db.conn.execute("ROLLBACK")
    assert hits == (0,)


def test_articles_that_wait_for_the_index_are_found_like_the_others(corpus: Corpus) -> None:
    db, titles, bodies = corpus
    words = [*queries(random.Random(6), bodies[:40], 60), "国", "国资委", "title:国 企业", "企业 -国资委"]  # noqa: S311 - a corpus, no secret
    before = {(word, order): _found(db, word, order=order) for word in words for order in ("newest", "rank")}
    db.conn.execute("BEGIN")
    for seq in range(1, 41):
        unindex_article(db.conn, seq, titles[seq - 1], bodies[seq - 1])
        index_later(db.conn, seq)
    assert db.execute("SELECT count(*) FROM search_waiting").fetchone() == (40,)
    waiting = {(word, order): _found(db, word, order=order) for word in words for order in ("newest", "rank")}
    index_waiting(db.conn)
    after = {(word, order): _found(db, word, order=order) for word in words for order in ("newest", "rank")}
    db.conn.execute("ROLLBACK")
    newest = [key for key in before if key[1] == "newest"]
    assert [waiting[key] for key in newest] == [before[key] for key in newest]
    assert after == before
    # Ranked, a common word shows the newest and those that have it in the title: none that does not have it.
    assert all(waiting[word, "rank"] <= before[word, "newest"] for word in words)
