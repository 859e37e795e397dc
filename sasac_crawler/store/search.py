"""Full text: exact for Chinese words of any length, in either script, on plain FTS5.

FTS5's own tokenizers find nothing inside a run of Han characters, so every Han character is indexed
as a word of its own and a search for a word becomes a phrase. Text and query are both in
simplified characters before they come here.
"""

import re
import sqlite3
from typing import Final

# One Han character. example: "国" · counter-example: "A"
_HAN: Final = re.compile(r"([\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f])")
# One term of a search: something in double quotes, or a run without blanks.
# example: '"复工 复产" 国资委' · counter-example: "   "
_TERM: Final = re.compile(r'"([^"]{1,200})"|(\S{1,200})')
MAX_QUERY: Final = 200


def index_text(text: str) -> str:
    """Return a text as FTS5 must see it: a blank around every Han character.

    Example:
        >>> index_text("复工100%")
        ' 复  工 100%'
    """
    return _HAN.sub(r" \1 ", text)


def match_expression(words: str) -> str | None:
    """Return the FTS5 expression that finds all the words, or ``None`` if there are none.

    What a user types is never FTS5 syntax: every term becomes a quoted phrase.

    Example:
        >>> match_expression('复工 "AND')
        '"复 工" "AND"'
    """
    terms = [quoted or bare for quoted, bare in _TERM.findall(words[:MAX_QUERY])]
    phrases = [" ".join(index_text(term.replace('"', " ")).split()) for term in terms]
    return " ".join(f'"{phrase}"' for phrase in phrases if phrase) or None


def index_article(connection: sqlite3.Connection, seq: int, title: str, body: str) -> None:
    """Put an article into the index."""
    connection.execute(
        "INSERT INTO articles_fts (rowid, title, body_text) VALUES (?, ?, ?)",
        (seq, index_text(title), index_text(body)),
    )


def unindex_article(connection: sqlite3.Connection, seq: int, title: str, body: str) -> None:
    """Take an article out of the index; it must be given as it was put in."""
    connection.execute(
        "INSERT INTO articles_fts (articles_fts, rowid, title, body_text) VALUES ('delete', ?, ?, ?)",
        (seq, index_text(title), index_text(body)),
    )
