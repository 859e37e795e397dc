"""Near duplicates in the archive: what is found does not hang on who came first, and stays true as articles change."""

import random
from itertools import permutations

import pytest
from sqlite_utils import Database

from sasac_crawler.normalize.script import to_hans
from sasac_crawler.store import near_duplicates
from sasac_crawler.store.near_duplicates import compare_waiting, forget_text, wait_for_comparison
from sasac_crawler.store.search import search_form
from tests.migrated import migrated
from tests.near.families import NEAR, families
from tests.near.prose import article

Row = tuple[str, str | None, str]
"""Id, date, text."""


def _add(db: Database, row: Row, *, is_reprint: int = 0) -> int:
    id_, day, text = row
    cursor = db.conn.execute(
        "INSERT INTO articles (id, text_key, url, site, title, body_text, title_hans, body_hans, content_digest,"
        " first_seen, date_published, is_reprint) VALUES (?, ?, ?, 's', 't', ?, 't', ?, ?, '2026-01-01', ?, ?)",
        (id_, id_, f"http://x.test/{id_}", text, search_form(to_hans(text)), id_, day, is_reprint),
    )
    assert cursor.lastrowid is not None
    wait_for_comparison(db.conn, cursor.lastrowid)
    return cursor.lastrowid


def _compare(db: Database) -> None:
    for _ in compare_waiting(db.conn):
        pass


def _state(db: Database) -> dict[str, object]:
    return {
        "copies": db.execute("SELECT id, near_duplicate_of FROM articles ORDER BY id").fetchall(),
        "pairs": db.execute(
            "SELECT article_id, other_id, similarity, verbatim FROM near_duplicates ORDER BY 1, 2"
        ).fetchall(),
        "sketches": db.execute(
            "SELECT n.hash, a.id FROM near_sketches n LEFT JOIN articles a ON a.seq = n.seq ORDER BY 1, 2"
        ).fetchall(),
    }


def _sentences(seed: int) -> list[str]:
    return [one + "。" for one in article(random.Random(seed)).replace("\n", "").split("。") if one]  # noqa: S311 - a corpus


@pytest.fixture
def rows() -> list[Row]:
    whole, other = _sentences(1), _sentences(2)
    return [
        ("whole", "2024-03-02", "".join(whole)),
        ("cut", "2024-03-05", "".join(whole[: len(whole) * 2 // 3])),
        ("joined", "2024-03-09", "".join((*whole, *other))),
        ("other", "2024-03-01", "".join(other)),
        ("undated", None, "".join(whole[1:])),
    ]


def test_the_order_of_arrival_does_not_matter(rows: list[Row]) -> None:
    states = []
    for order in permutations(rows):
        db = migrated()
        for row in order:
            _add(db, row)
            _compare(db)
        states.append(_state(db))
    assert all(state == states[0] for state in states)
    assert states[0]["copies"] == [
        ("cut", "whole"), ("joined", "other"), ("other", None), ("undated", "whole"), ("whole", None),
    ]  # fmt: skip


def _variants(count: int) -> list[Row]:
    """Return a text and copies of it, each cut elsewhere: more than may share a piece."""
    whole = _sentences(1)
    texts = [whole[:at] + whole[at + 1 :] for at in range(count)]
    return [(f"v{at:02}", f"2024-02-{1 + at:02}", "".join(one)) for at, one in enumerate(texts)]


@pytest.mark.parametrize("common", [2, 5, 64])
def test_the_order_does_not_matter_where_pieces_become_common(
    rows: list[Row], common: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(near_duplicates, "_COMMON", common)
    fed = [*rows, *_variants(7)]
    extra = [("late1", "2024-02-01", fed[1][2]), ("late2", "2024-02-01", "".join(_sentences(2)[1:]))]
    chance = random.Random(common)  # noqa: S311 - an order, no secret
    states = []
    for _ in range(6):
        db = migrated()
        order = [*fed, *extra]
        chance.shuffle(order)
        seqs = {}
        for row in order:
            seqs[row[0]] = (_add(db, row), row[2])
            if chance.random() < 0.5:
                _compare(db)
        _compare(db)
        for name in chance.sample([one[0] for one in extra], 2):
            seq, text = seqs[name]
            forget_text(db.conn, seq, search_form(to_hans(text)))
            db.execute("DELETE FROM articles WHERE seq = ?", (seq,))
        _compare(db)
        states.append(_state(db))
    alone = migrated()
    for row in fed:
        _add(alone, row)
    _compare(alone)
    assert all(state == _state(alone) for state in states)
    if common > len(fed):
        assert [copy for copy in states[0]["copies"] if copy[0] == "v06"] == [("v06", "v00")]  # type: ignore[attr-defined]  # rows


def test_comparing_again_changes_nothing(rows: list[Row]) -> None:
    db = migrated()
    for row in rows:
        _add(db, row)
    _compare(db)
    before = _state(db)
    db.execute("INSERT INTO near_waiting (seq) SELECT seq FROM articles")
    _compare(db)
    assert _state(db) == before


def test_a_page_that_calls_itself_a_reprint_is_no_original(rows: list[Row]) -> None:
    db = migrated()
    _add(db, rows[0], is_reprint=1)
    _add(db, rows[1])
    _compare(db)
    assert _state(db)["copies"] == [("cut", None), ("whole", "cut")]


def test_a_text_that_changes_leaves_its_copies(rows: list[Row]) -> None:
    db = migrated()
    seq = _add(db, rows[0])
    _add(db, rows[1])
    _compare(db)
    [old] = db.execute("SELECT body_hans FROM articles WHERE seq = ?", (seq,)).fetchone()
    db.execute("UPDATE articles SET body_hans = ? WHERE seq = ?", ("".join(_sentences(3)), seq))
    forget_text(db.conn, seq, old)
    wait_for_comparison(db.conn, seq)
    _compare(db)
    alone = migrated()
    _add(alone, ("whole", "2024-03-02", "".join(_sentences(3))))
    _add(alone, rows[1])
    _compare(alone)
    assert _state(db) == _state(alone)
    assert _state(db)["pairs"] == []


def test_an_article_that_goes_is_nobodys_original(rows: list[Row]) -> None:
    db = migrated()
    seq = _add(db, rows[0])
    _add(db, rows[1])
    _compare(db)
    [old] = db.execute("SELECT body_hans FROM articles WHERE seq = ?", (seq,)).fetchone()
    forget_text(db.conn, seq, old)
    db.execute("DELETE FROM articles WHERE seq = ?", (seq,))
    _compare(db)
    assert _state(db)["copies"] == [("cut", None)]
    assert _state(db)["pairs"] == []
    assert db.execute("SELECT count(*) FROM near_sketches WHERE seq = ?", (seq,)).fetchone() == (0,)


def test_what_a_stop_left_over_is_compared_next_time(rows: list[Row]) -> None:
    db = migrated()
    for number in range(150):
        _add(db, (f"filler{number}", "2024-01-01", "".join(_sentences(100 + number))))
    for row in rows:
        _add(db, row)
    done = compare_waiting(db.conn)
    assert next(done) == 100
    done.close()
    assert db.execute("SELECT count(*) FROM near_waiting").fetchone() == (55,)
    _compare(db)
    assert db.execute("SELECT count(*) FROM near_waiting").fetchone() == (0,)
    assert dict(_state(db)["copies"])["cut"] == "whole"  # type: ignore[call-overload]  # rows of two


def test_the_archive_finds_the_copies_of_a_generated_truth() -> None:
    db = migrated()
    made = {}
    for family in families(7, 240):
        for number, one in enumerate(family):
            id_ = f"{one.family}-{number}-{one.kind}"
            made[id_] = one
            _add(db, (id_, f"2024-01-{1 + (one.kind != 'base'):02}", one.text))
    _compare(db)
    found = {(a, b) for a, b, *_ in _state(db)["pairs"]}  # type: ignore[attr-defined]  # rows
    wanted = {(f"{one.family}-0-base", id_) for id_, one in made.items() if one.kind in NEAR}
    assert len(wanted & found) >= 0.98 * len(wanted)
    # Copies of one base may or may not be copies of one another; everything else is no pair.
    wrong = {
        (a, b) for a, b in found if made[a].family != made[b].family or made[a].kind not in ("base", *NEAR)
    }
    assert len(wrong) <= 0.02 * len(found), sorted(wrong)[:3]
