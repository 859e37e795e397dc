"""A corpus to search in: our own sentences, cut at commas and mixed, with names and figures of their own."""

import random
import re
import sqlite3
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final

from sqlite_utils import Database

from sasac_crawler.normalize.script import to_hans
from sasac_crawler.store.migrations import migrate
from sasac_crawler.store.search import index_article, search_form, token_texts
from sasac_crawler.vocab.divisions import divisions

# A sentence of the sample texts. example: "省国资委召开全面深化改革领导小组会议。" · counter-example: "会议。"
SENTENCE = re.compile(r"[\u4e00-\u9fff0-9，“”《》、%.〔〕]{12,120}。")
BODY_LENGTH = 680
"""Characters of a body: 2 KB in UTF-8."""


@cache
def sentences() -> tuple[str, ...]:
    """Return every sentence of the sample sites' texts."""
    folder = files("sasac_crawler.samplesite").joinpath("texts")
    texts = [entry.read_text("utf-8") for entry in sorted(folder.iterdir(), key=lambda one: one.name)]
    return tuple(SENTENCE.findall("\n".join(texts)))


def article(chance: random.Random) -> tuple[str, str, str]:
    """Return day, title and body of one made-up article."""
    names = _names()
    pieces: list[str] = []
    length = 0
    while length < BODY_LENGTH:
        clauses = chance.choice(sentences()).rstrip("。").split("，")
        chance.shuffle(clauses)
        if chance.random() < 0.7:
            clauses[0] = chance.choice(names) + clauses[0]
        if chance.random() < 0.5:
            clauses.append(f"同比增长{chance.random() * 30:.1f}%，共{chance.randint(1, 99999)}户")
        pieces.append("，".join(clauses) + "。")
        length += len(pieces[-1])
    day = f"{chance.randint(2005, 2026)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    return day, chance.choice(names) + chance.choice(sentences())[:18].rstrip("，。"), "\n".join(pieces)


def fill(connection: sqlite3.Connection, count: int, *, seed: int) -> Iterator[tuple[str, str]]:
    """Put articles straight into the tables that a search reads; yield title and body of each."""
    migrate(Database(connection))
    chance = random.Random(seed)  # noqa: S311 - a corpus, no secret
    for number in range(1, count + 1):
        day, title, body = article(chance)
        title_hans, body_hans = search_form(to_hans(title)), search_form(to_hans(body))
        connection.execute(
            f"INSERT INTO articles ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - fixed names
            (
                number, f"{number:012x}", str(number), f"http://x.test/{number}", f"site{number % 39}", title,
                body, title_hans, body_hans, str(number), day, day, "省国资委", "news",
            ),
        )  # fmt: skip
        index_article(connection, number, title_hans, body_hans)
        yield title_hans, body_hans


_COLUMNS: Final = (
    "seq, id, text_key, url, site, title, body_text, title_hans, body_hans, content_digest, first_seen,"
    " date_published, source_name, category"
)
_COPY: Final = (
    f"INSERT INTO articles ({_COLUMNS}) SELECT seq + :more, printf('%012x', seq + :more), seq + :more,"  # noqa: S608 - fixed names
    " 'http://x.test/' || (seq + :more), site, title, body_text, title_hans, body_hans, seq + :more, first_seen,"
    " date('2005-01-01', '+' || ((seq + :more) * 7919 % 8000) || ' days'), source_name, category"
    " FROM articles WHERE seq <= :count ORDER BY seq"
)


def fill_copies(connection: sqlite3.Connection, count: int, copies: int) -> None:
    """Put the first articles in again, as others of other days: a large corpus in a tenth of the time.

    Args:
        connection: the database, with the articles in it.
        count: how many there are.
        copies: how many there are to be of each.
    """
    texts = [
        token_texts(title, body)
        for title, body in connection.execute("SELECT title_hans, body_hans FROM articles ORDER BY seq")
    ]
    for more in range(count, count * copies, count):
        connection.execute("BEGIN")
        connection.execute(_COPY, {"more": more, "count": count})
        for table, place in (("articles_fts", 0), ("titles_fts", 1)):
            connection.executemany(
                f"INSERT INTO {table} (rowid, text) VALUES (?, ?)",  # noqa: S608 - fixed names
                ((more + number, one[place]) for number, one in enumerate(texts, start=1)),
            )
        connection.execute("COMMIT")


def queries(chance: random.Random, texts: list[str], count: int) -> list[str]:
    """Return words of one to eight characters that stand in the corpus, common and rare."""
    found: list[str] = []
    while len(found) < count:
        text = chance.choice(texts)
        length = len(found) % 8 + 1
        start = chance.randrange(len(text) - length)
        word = text[start : start + length]
        if word.isalnum():
            found.append(word)
    return found


@cache
def _names() -> tuple[str, ...]:
    return tuple(one.name for one in divisions().values())
