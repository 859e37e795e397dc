"""Order of arrival never changes the final state; feeding the same twice changes nothing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import permutations
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from sasac_crawler.items import Appearance, Article, PageRequest
from sasac_crawler.normalize.digest import content_digest
from sasac_crawler.normalize.identity import document_key
from sasac_crawler.store import search
from sasac_crawler.store.articles import ArticleTable
from sasac_crawler.store.history import Observation, document_history, gone_since
from sasac_crawler.store.transaction import transaction
from tests.migrated import migrated

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
URLS = (
    "http://www.sasac.test/n1/n2/c14159097/content.html",
    "http://www.sasac.test/n3/c14159097/content.html",  # the same document under another node
    "http://gzw.jiangdong.test/art/2021/2/24/art_1_2.html",
    "https://gzw.beihe.test/tzgg/202102/t20210224_1.html",
)
TEXTS = (
    "省国资委召开全面深化改革领导小组会议。",
    "省国资委召开全面深化改革专题会议，部署下半年工作。",
    "附件",
)
SOURCES = ("省国资委", "新华社")
TABLES = ("articles", "appearances", "article_versions", "attachments", "citations", "mentions")

Look = tuple[int, int, int, int, bool, int]  # url, hour, text, source, whether it was there, which reading


def looks() -> st.SearchStrategy[list[Look]]:
    """Looks at addresses: each found it gone, or was read once or, by later rules, once more."""
    place = st.tuples(st.integers(0, len(URLS) - 1), st.integers(0, 60))
    said = st.tuples(st.integers(0, len(TEXTS) - 1), st.integers(0, len(SOURCES) - 1))
    readings = st.lists(said, min_size=0, max_size=2).filter(lambda found: len(found) != 1) | st.tuples(said)
    # One look at one URL at one time says one thing, whatever later rules make of it.
    return st.dictionaries(place, readings, min_size=1, max_size=6).map(_looks)


def _looks(made: Mapping[tuple[int, int], Sequence[tuple[int, int]]]) -> list[Look]:
    found: list[Look] = []
    for (url, hour), readings in made.items():
        found += [(url, hour, *said, True, epoch) for epoch, said in enumerate(readings)]
        if not readings:
            found.append((url, hour, 0, 0, False, 0))
    return found


def _article(look: Look) -> Article:
    url, hour, text, source, *_ = look
    return Article(
        url=URLS[url],
        request=PageRequest(url=URLS[url]),
        site=URLS[url].split(".")[1],
        channel="tzgg",
        capture_id=f"capture-{url}-{hour}",
        seen_at=START + dt.timedelta(hours=hour),
        title="省国资委召开会议",
        body_text=TEXTS[text],
        title_hans="省国资委召开会议",
        body_hans=TEXTS[text],
        script="Hans",
        language="zh-Hans-CN",
        content_digest=content_digest("省国资委召开会议", TEXTS[text]),
        source_name=SOURCES[source],
        document=document_key(URLS[url]),
    )


def _final_state(fed: list[Look]) -> dict[str, list[tuple[object, ...]]]:
    db = migrated()
    connection = db.conn
    table = ArticleTable(db)
    # Two articles go into the index together: some are changed or taken out before they are in it, some after.
    with patch.object(search, "_TOGETHER", 2):
        for look in fed:
            article = _article(look)
            with transaction(connection):
                if look[4]:
                    table.save(Appearance(article=article, same_text_as=None), epoch=look[5])
                else:
                    table.note_gone(
                        article.url, document=article.document, seen_at=article.seen_at, capture_id=None
                    )
    with transaction(connection):
        search.index_waiting(connection)
    found = {}
    for name in TABLES:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})") if row[1] != "seq"]
        rows = connection.execute(f"SELECT {', '.join(columns)} FROM {name}").fetchall()  # noqa: S608 - fixed names
        found[name] = sorted(rows, key=repr)
    ids = connection.execute("SELECT a.id FROM articles a JOIN articles_fts f ON f.rowid = a.seq").fetchall()
    found["articles_fts"] = sorted(ids)
    connection.close()
    return found


@settings(max_examples=60)
@given(fed=looks(), data=st.data())
def test_any_order_and_any_repetition_gives_the_same_state(fed: list[Look], data: st.DataObject) -> None:
    other = data.draw(st.permutations(fed))
    again = data.draw(st.lists(st.sampled_from(fed), max_size=3))
    assert _final_state([*other, *again]) == _final_state(fed)


@given(fed=looks())
def test_what_a_page_once_said_is_never_lost(fed: list[Look]) -> None:
    state = _final_state(fed)
    kept = repr(state["articles"]) + repr(state["article_versions"])
    for look in fed:
        if look[4]:
            assert TEXTS[look[2]] in kept


@given(fed=looks())
def test_every_place_is_in_one_article_and_every_article_has_a_place(fed: list[Look]) -> None:
    state = _final_state(fed)
    seen = {URLS[look[0]] for look in fed if look[4]}
    assert len(state["appearances"]) == len(seen)
    assert bool(state["articles"]) == bool(seen)
    assert len(state["articles_fts"]) == len(state["articles"])


def _look(hour: int, state: str) -> Observation:
    moment = (START + dt.timedelta(hours=hour)).isoformat()
    return Observation(seen_at=moment, url="u", state=state, document="u", text_key=state)


def test_a_page_is_withdrawn_when_found_gone_twice_a_day_apart() -> None:
    seen, gone, later = _look(0, "a"), _look(30, ""), _look(54, "")
    for order in permutations([seen, gone, later]):
        assert gone_since(order) == gone.seen_at
    assert gone_since([seen, gone, _look(53, "")]) is None
    assert gone_since([seen, gone, later, _look(60, "a")]) is None


def test_new_rules_make_a_version_of_their_own() -> None:
    first, last = _look(0, "a"), _look(5, "b")
    read_anew = replace(last, state="c", text_key="c", epoch=1)
    history = document_history([first, last, read_anew])
    assert history is not None
    assert history.state == "c"
    assert [(one.state, one.followed_by, one.cause) for one in history.earlier] == [
        ("a", "c", "site"),
        ("b", "c", "rules"),
    ]
