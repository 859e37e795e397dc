"""A snapshot as others cite it: BibTeX, CSL-JSON, GB/T 7714.

Every form has the address of the page, the day it was captured, the path of the version in the archive and
the sha256 of the bytes, so that a reader can tell whether what they look at is what was cited.
"""

import json
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from sasac_crawler.query.snapshots import Snapshot

# What TeX would read as a command. example: "100%" · counter-example: "国企"
_TEX: Final = re.compile(r"[\\{}$&%#_^~]")
_TEX_WORDS: Final = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}
# What a URL may not hold in a BibTeX field. example: "{" · counter-example: "%"
_URL_BRACES: Final = str.maketrans({"{": "%7B", "}": "%7D", " ": "%20", "\\": "%5C"})
_DAY: Final = 10


def cite_bibtex(snapshot: Snapshot, *, base: str = "") -> str:
    """Return a BibTeX entry; BibLaTeX reads it too.

    Args:
        snapshot: what is cited.
        base: address the archive is served under; empty for the path alone.
    """
    record = snapshot.record
    fields = {
        "author": f"{{{_tex(_author(snapshot))}}}",
        "title": f"{{{_tex(_line(record['title']))}}}",
        "year": (record["date_published"] or "")[:4],
        "date": (record["date_published"] or "")[:_DAY],
        "number": _tex(record["document_number"] or ""),
        "url": snapshot.url.translate(_URL_BRACES),
        "urldate": snapshot.captured_at[:_DAY],
        "langid": "chinese",
        "note": _tex(_proof(snapshot, base)),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join((f"@misc{{{_key(snapshot)},", *lines, "}"))


def cite_csl_json(snapshot: Snapshot, *, base: str = "") -> str:
    """Return a CSL-JSON array of one item, as Zotero and pandoc read it.

    Args:
        snapshot: what is cited.
        base: address the archive is served under; empty for the path alone.
    """
    record = snapshot.record
    item: dict[str, Any] = {
        "id": _key(snapshot),
        "type": "webpage",
        "title": _line(record["title"]),
        "author": [{"literal": _author(snapshot)}],
        "container-title": snapshot.site_name,
        "publisher": record["publisher"],
        "issued": _date_parts(record["date_published"]),
        "accessed": _date_parts(snapshot.captured_at),
        "URL": snapshot.url,
        "number": record["document_number"],
        "language": record["language"],
        "archive": "sasac_crawler",
        "archive_location": base.rstrip("/") + snapshot.path,
        "note": _proof(snapshot, base),
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2)


def cite_gbt7714(snapshot: Snapshot, *, base: str = "") -> str:
    """Return a reference after GB/T 7714—2015: an electronic resource that is online.

    Args:
        snapshot: what is cited.
        base: address the archive is served under; empty for the path alone.
    """
    record = snapshot.record
    title = _line(record["title"])
    if record["document_number"] and record["document_number"] not in title:
        title += f":{record['document_number']}"
    published = f"({record['date_published'][:_DAY]})" if record["date_published"] else ""
    dates = f"{published}[{snapshot.captured_at[:_DAY]}]"
    return f"{_author(snapshot)}. {title}[EB/OL]. {dates}. {snapshot.url}. {_proof(snapshot, base)}."


CITATION_FORMS: Final[Mapping[str, Callable[..., str]]] = MappingProxyType(
    {"bibtex": cite_bibtex, "csl-json": cite_csl_json, "gbt7714": cite_gbt7714}
)
"""By name, what makes each form; all take a snapshot and ``base``."""


def _author(snapshot: Snapshot) -> str:
    """Return who answers for the text: the issuing body, the source, or whose site it is."""
    record = snapshot.record
    named = record["issuer"] or record["author"] or record["source_name"] or record["publisher"]
    return _line(named or snapshot.site_name)


def _proof(snapshot: Snapshot, base: str) -> str:
    """Return where the archived state is, and by what its bytes can be known."""
    digest = snapshot.payload_digest or snapshot.content_digest
    return f"archived {snapshot.captured_at} as {base.rstrip('/')}{snapshot.path}, {digest}"


def _key(snapshot: Snapshot) -> str:
    return f"sasac-{snapshot.document_id}-{snapshot.version[:8]}"


def _line(text: str) -> str:
    return " ".join(text.split())


def _tex(text: str) -> str:
    return _TEX.sub(lambda match: _TEX_WORDS.get(match[0], "\\" + match[0]), text)


def _date_parts(moment: str | None) -> dict[str, list[list[int]]] | None:
    """Return a date in CSL's form, as exact as it is: a year, a month, a day."""
    if not moment:
        return None
    return {"date-parts": [[int(part) for part in moment[:_DAY].split("-")]]}
