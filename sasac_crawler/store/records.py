"""An article as stored: its row, its details, and the key of the state it is in."""

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any, Final

from sasac_crawler.items import Article, Mention, PreparedRecord
from sasac_crawler.normalize.digest import significant_text
from sasac_crawler.normalize.identity import document_key
from sasac_crawler.normalize.near_text import sketch
from sasac_crawler.normalize.script import to_hans
from sasac_crawler.store.search import search_form, token_texts

DETAIL_TABLES: Final = ("attachments", "mentions", "citations")
_NOT_COLUMNS: Final = (
    "request",
    "issues",
    "listed",
    "seen_at",
    "capture_id",
    "document",
    "parts",
    "charset",
    *DETAIL_TABLES,
)
_COLUMNS: Final = tuple(one.name for one in fields(Article) if one.name not in _NOT_COLUMNS)
_JSON_COLUMNS: Final = ("rules", "keywords", "candidates", "steps", "other_sources")
_ISO_LENGTH: Final = {"year": 4, "month": 7, "day": 10}
_DAY: Final = 10
_STATE_LENGTH: Final = 24
_FIRST_LINE: Final = 100
_SHORTEST_TEXT: Final = 8
"""Significant characters from which on a text is its own identity: 附件 alone is nobody's text."""

_INNER_MARKS: Final = str.maketrans("《》", "〈〉")

Record = dict[str, Any]
"""``row`` (columns of ``articles``), ``listed_title``, ``listed_date``, and the details by table."""


def record_of(article: Article) -> Record:
    """Return what is kept of an article in one state; no times, no capture."""
    row: dict[str, Any] = {name: getattr(article, name) for name in _COLUMNS}
    for name in _JSON_COLUMNS:
        row[name] = json.dumps(row[name], ensure_ascii=False, default=_as_dict) if row[name] else "[]"
    row["date_published"] = printed_iso(article)
    row["date_written"] = article.date_written.isoformat() if article.date_written else None
    row["is_reprint"] = int(article.is_reprint)
    # What is searched and compared; the printed text stands beside it, character by character.
    row["title_hans"], row["body_hans"] = search_form(article.title_hans), search_form(article.body_hans)
    row["title_key"] = title_key(article.title_hans)
    return {
        "row": row,
        "parts": list(article.parts),
        "listed_title": article.listed.title if article.listed else None,
        "listed_date": article.listed.date_raw if article.listed else None,
        "attachments": [asdict(one) for one in article.attachments],
        "mentions": mention_rows(article.mentions),
        "citations": [asdict(one) for one in article.citations],
    }


def prepare(article: Article, *, is_for_index: bool) -> PreparedRecord:
    """Return what is stored of an article.

    Args:
        article: one look at it.
        is_for_index: whether to work out what is needed only if its text is new, too.
    """
    record = record_of(article)
    title, body = record["row"]["title_hans"], record["row"]["body_hans"]
    return PreparedRecord(
        record=record,
        packed=pack(record),
        state=state_of(article),
        document=document_of(article),
        text_key=text_key(article),
        tokens=token_texts(title, body) if is_for_index else None,
        sketch=sketch(body) if is_for_index else None,
    )


def _as_dict(one: Any) -> dict[str, Any]:  # noqa: ANN401 - any of our records
    """Return the fields of a record as they are: ``asdict`` copies all that is in them first."""
    return {name: getattr(one, name) for name in one.__dataclass_fields__}


def pack(record: Record) -> bytes:
    """Return a record as compressed JSON: the same record gives the same bytes."""
    return zlib.compress(
        json.dumps(record, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    )


def unpack(packed: bytes) -> Record:
    """Return a record from ``pack``.

    Example:
        >>> unpack(pack({"row": {"title": "国企改革"}}))
        {'row': {'title': '国企改革'}}
    """
    record: Record = json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass"))
    return record


def text_key(article: Article) -> str:
    """Return what tells an article's text from others: its digest; a text too short to tell keeps its place.

    The names of documents that a page hands out are no text of its own: what they say may differ.
    """
    if has_own_text(article.body_hans, (one.name for one in article.attachments if one.kind == "document")):
        return article.content_digest
    return f"{article.content_digest}@{document_of(article)}"


def has_own_text(body_hans: str, names: Iterable[str]) -> bool:
    """Return whether a body says anything besides the names of the documents it hands out.

    Example:
        >>> has_own_text("附件：省属企业名录（二〇二一年）.pdf", ["省属企业名录（二〇二一年）.pdf"])
        False
        >>> has_own_text("现将有关事项通知如下。名录", ["名录"])
        True
    """
    printed_names = tuple(names)
    # Most pages hand out nothing, and their first line decides.
    if not printed_names and len(significant_text(body_hans[:_FIRST_LINE])) >= 2 * _SHORTEST_TEXT:
        return True
    said = significant_text(body_hans)
    for name in printed_names:
        printed = significant_text(to_hans(name))
        said = said.replace(printed, "") if printed else said
    return len(said) >= _SHORTEST_TEXT


def document_of(article: Article) -> str:
    """Return the key of the document an article's address belongs to."""
    return article.document or document_key(article.url)


def state_of(article: Article) -> str:
    """Return the key of what an article says: it changes with text, day of publication and source.

    Hours that a template prints one day and not the next, script, punctuation and readings are noise.
    """
    return state_key(
        content_digest=article.content_digest,
        date_published=printed_iso(article),
        source=article.source_id or article.source_name,
    )


def state_key(*, content_digest: str, date_published: str | None, source: str | None) -> str:
    """Return the key of a state from what decides it: 24 hexadecimal digits.

    Args:
        content_digest: of title and text.
        date_published: ISO 8601; the day counts.
        source: id of the source, or its name where it has none.

    Example:
        >>> state_key(content_digest="sha256:00", date_published="2021-02-24T08:30", source=None)
        '622fb53225af9e12bcda1ed5'
    """
    said = "\n".join((content_digest, (date_published or "")[:_DAY], source or ""))
    return key_of_said(said.encode("utf-8", "replace"))


def key_of_said(said: bytes) -> str:
    r"""Return the key of a state from what decides it, in lines: digest, day, source.

    Example:
        >>> key_of_said(b"sha256:00\n2021-02-24\n")
        '622fb53225af9e12bcda1ed5'
    """
    return hashlib.sha256(said).hexdigest()[:_STATE_LENGTH]


def changed_fields(old: Record, new: Record) -> list[str]:
    """Return which of title, date, source and body differ between two states.

    Example:
        >>> row = {"title_hans": "甲", "body_hans": "乙", "date_published": None, "source_id": None, "source_name": "丙"}
        >>> changed_fields({"row": row}, {"row": row | {"title_hans": "丁", "date_published": "2021-02-24"}})
        ['title', 'date_published']
    """
    before, after = old["row"], new["row"]
    fields = {
        "title": [significant_text(row["title_hans"]) for row in (before, after)],
        "date_published": [(row["date_published"] or "")[:_DAY] for row in (before, after)],
        "source_name": [row["source_id"] or row["source_name"] for row in (before, after)],
        "body_text": [significant_text(row["body_hans"]) for row in (before, after)],
    }
    return [name for name, (one, other) in fields.items() if one != other]


def title_key(title: str) -> str:
    """Return a title as a citation names it: no white space, inner marks only.

    Example:
        >>> title_key("关于印发《办法》的 通知")
        '关于印发〈办法〉的通知'
    """
    return "".join(title.split()).translate(_INNER_MARKS)


def mention_rows(mentions: tuple[Mention, ...]) -> list[dict[str, Any]]:
    """Return one row an organisation: how often and where a text names it first.

    Example:
        >>> both = (Mention(org_id="a", surface="甲", offset=3), Mention(org_id="a", surface="甲乙", offset=9))
        >>> mention_rows(both)
        [{'org_id': 'a', 'times': 2, 'first_offset': 3, 'surface': '甲'}]
    """
    times = Counter(one.org_id for one in mentions)
    first = {one.org_id: one for one in reversed(mentions)}
    return [
        {"org_id": id_, "times": count, "first_offset": first[id_].offset, "surface": first[id_].surface}
        for id_, count in times.items()
    ]


def printed_iso(article: Article) -> str | None:
    """Return the publication date in ISO 8601, no longer than the page printed it.

    A page that prints ``2021-02-24`` gives ``2021-02-24``, not midnight, which would be an invention.
    """
    if article.date_published is None:
        return None
    return article.date_published.isoformat()[: _ISO_LENGTH.get(article.date_precision or "")]
