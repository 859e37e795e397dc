"""The full-text index: which articles hold which pairs of characters, in plain FTS5.

FTS5's own tokenizers find nothing inside a run of Han characters. So every pair of neighbours becomes a
token, and every single character too: a word of one or two characters is a token itself, a longer one
can only stand where all its pairs do. Whether it really stands there is then looked up in the text: the
index narrows, the text decides, and nothing is found or missed that a reader would not. Only presence is
kept (``detail=none``): the index is about half as large as the text.

Every transaction that adds to an FTS5 table leaves a segment that must be merged with others. So articles wait in
``search_waiting`` until there are enough of them, which is half the work; until then a search reads them.
"""

import re
import sqlite3
from collections.abc import Mapping
from operator import add
from types import MappingProxyType
from typing import Final, NamedTuple

# What words are made of: letters, digits, Han characters. example: "国", "5" · counter-example: "，"
RUN: Final = re.compile(r"[^\W_]+")
FTS_TABLES: Final = tuple(
    statement
    for name in ("articles_fts", "titles_fts", "files_fts")
    for statement in (
        f"CREATE VIRTUAL TABLE {name} USING fts5(text, content='', detail=none, tokenize='ascii')",
        # Every article is a transaction and so a segment of its own: merging fewer of them more rarely
        # nearly doubles what is stored in a second.
        f"INSERT INTO {name} ({name}, rank) VALUES ('automerge', 8)",  # noqa: S608 - fixed names
        f"INSERT INTO {name} ({name}, rank) VALUES ('crisismerge', 32)",  # noqa: S608 - fixed names
    )
)
"""``ascii``: everything beyond ASCII is part of a token, so that the blanks we put are the only borders."""


_FOLDED: Final = (
    {chr(0xFF01 + step): chr(0x21 + step) for step in range(94)}
    | {"\u3000": " "}
    | {one: one.lower() for one in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    | {chr(0xFF21 + step): chr(0x61 + step) for step in range(26)}
)
"""Full-width forms to ASCII, capitals to small letters: one character for one, so that places stay."""
# What is folded. example: "Ａ", "A", "，" · counter-example: "a", "国"
_FOLDABLE: Final = re.compile("[A-Z\u3000\uff01-\uff5e]")
_PUNCTUATION: Final = tuple((one, _FOLDED[one]) for one in "，：；（）！？％\u3000")
"""Of these the ones every text is full of: replaced as strings, five times as fast as one by one."""


def search_form(text: str) -> str:
    """Return a text as it is searched: widths and cases folded, not a character longer or shorter.

    Script is the caller's business.

    Example:
        >>> search_form("ＶＲ看房，１００％")
        'vr看房,100%'
    """
    for wide, plain in _PUNCTUATION:
        text = text.replace(wide, plain)
    return _FOLDABLE.sub(lambda found: _FOLDED[found[0]], text)


def tokens(text: str) -> set[str]:
    """Return the characters and pairs of neighbours of a text in search form.

    Example:
        >>> sorted(tokens("复工100，复产"))
        ['0', '00', '1', '10', '产', '复', '复产', '复工', '工', '工1']
    """
    found: set[str] = set()
    for run in RUN.findall(text):
        found.update(run)
        found.update(map(add, run, run[1:]))
    return found


WAITING_TABLE: Final = "CREATE TABLE search_waiting (seq INTEGER PRIMARY KEY) STRICT"
_TABLES: Final = ("articles_fts", "titles_fts")
_TOGETHER: Final = 64
"""Articles that go into the index together, and the most that a search reads besides it."""


class Indexable(NamedTuple):
    """An article whose tokens were worked out already, and the texts they are of, in search form."""

    title: str
    body: str
    tokens: str
    title_tokens: str


def index_later(
    connection: sqlite3.Connection, seq: int, known: Mapping[int, Indexable] = MappingProxyType({})
) -> bool:
    """Let an article wait for the index; with enough of them all go in. The caller holds a transaction.

    Args:
        connection: of the writer.
        seq: the article's number.
        known: by number, articles whose tokens are known.

    Returns:
        Whether they went in.
    """
    connection.execute("INSERT OR IGNORE INTO search_waiting (seq) VALUES (?)", (seq,))
    [count] = connection.execute("SELECT count(*) FROM search_waiting").fetchone()
    if count < _TOGETHER:
        return False
    index_waiting(connection, known)
    return True


def index_waiting(
    connection: sqlite3.Connection, known: Mapping[int, Indexable] = MappingProxyType({})
) -> None:
    """Put the articles that wait into the index; the caller holds a transaction."""
    rows = connection.execute(
        "SELECT seq, title_hans, body_hans FROM articles WHERE seq IN (SELECT seq FROM search_waiting) ORDER BY seq"
    ).fetchall()
    for seq, title, body in rows:
        # A unit that was taken back may have left its number to another article.
        one = known.get(seq)
        is_of_it = one is not None and (one.title, one.body) == (title, body)
        _insert(connection, seq, one[2:] if one is not None and is_of_it else token_texts(title, body))
    connection.execute("DELETE FROM search_waiting")


def waiting_articles(connection: sqlite3.Connection) -> list[int]:
    """Return the articles that are not in the index yet."""
    # A reader does not migrate: an archive of an earlier release has no such table, and nothing waits in it.
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'search_waiting'").fetchone():
        return []
    return [seq for (seq,) in connection.execute("SELECT seq FROM search_waiting ORDER BY seq")]


def index_article(connection: sqlite3.Connection, seq: int, title: str, body: str) -> None:
    """Put an article into the index at once; both texts in search form."""
    _insert(connection, seq, token_texts(title, body))


def _insert(connection: sqlite3.Connection, seq: int, texts: tuple[str, str]) -> None:
    for table, text in zip(_TABLES, texts, strict=True):
        connection.execute(f"INSERT INTO {table} (rowid, text) VALUES (?, ?)", (seq, text))  # noqa: S608 - fixed names


def unindex_article(connection: sqlite3.Connection, seq: int, title: str, body: str) -> None:
    """Take an article out of the index, or out of those that wait; it must be given as it was put in."""
    if connection.execute("DELETE FROM search_waiting WHERE seq = ?", (seq,)).rowcount:
        return
    for table, text in zip(_TABLES, token_texts(title, body), strict=True):
        connection.execute(
            f"INSERT INTO {table} ({table}, rowid, text) VALUES ('delete', ?, ?)",  # noqa: S608 - fixed names
            (seq, text),
        )


def token_texts(title: str, body: str) -> tuple[str, str]:
    """Return the tokens of an article and those of its title, each once: a row can only be taken out as it was put in.

    Their order does not matter: the index keeps no places.
    """
    of_title = tokens(title)
    return " ".join(of_title | tokens(body)), " ".join(of_title)
