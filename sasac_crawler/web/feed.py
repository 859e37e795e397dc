"""``/feed.atom``: the newest articles of a site or a search, for feed readers (RFC 4287)."""

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from typing import Any, Final

from datasette.utils.asgi import Response
from lxml import etree
from lxml.builder import ElementMaker

from sasac_crawler.query.archive import Archive
from sasac_crawler.web.found import Hit, find_hits, read_wanted
from sasac_crawler.web.interface import category_names, words
from sasac_crawler.web.names import site_names
from sasac_crawler.web.pages import answered, read
from sasac_crawler.web.visit import Visit

ATOM: Final = "http://www.w3.org/2005/Atom"
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
_BEIJING: Final = dt.timezone(dt.timedelta(hours=8))
# What XML 1.0 cannot hold. example: "\x0b" · counter-example: "\n"
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DAY: Final = 10


async def respond(datasette: object, request: object) -> Response:
    """Answer with the feed of what the parameters of a search find, newest first."""

    async def answer(visit: Visit) -> Response:
        text = await read(datasette, visit, make_feed)
        return Response(
            text, content_type="application/atom+xml; charset=utf-8", headers={"cache-control": "max-age=300"}
        )

    return await answered(datasette, request, answer)


def make_feed(archive: Archive, visit: Visit) -> bytes:
    """Return the feed of a search as a document."""
    db = archive.db
    parameters = {
        name: visit.args[name] for name in ("q", "site", "category", "source", "year") if visit.args.get(name)
    }
    newest = Visit(
        settings=visit.settings, path="/search", args={**parameters, "order": "newest"}, language=visit.language,
        script=visit.script, host=visit.host, scheme=visit.scheme,
    )  # fmt: skip
    hits, _ = find_hits(db, newest, read_wanted(newest))
    rows = {hit.id: _times(archive, hit.id) for hit in hits}
    e = ElementMaker(namespace=ATOM, nsmap={None: ATOM})
    self_url = visit.absolute("/feed.atom", **parameters)
    feed = e.feed(
        e.title(_title(archive, visit, parameters)),
        e.id(self_url),
        e.link(rel="self", type="application/atom+xml", href=self_url),
        e.link(rel="alternate", type="text/html", href=newest.absolute("/search", **newest.args)),
        e.updated(_latest(archive, rows)),
        e.generator("sasac_crawler"),
    )
    feed.set(f"{_XML}lang", "zh" if visit.language == "zh" else "en")
    names = site_names(db, "zh")
    for hit in hits:
        feed.append(_entry(e, visit, hit, rows[hit.id], names))
    return etree.tostring(feed, xml_declaration=True, encoding="UTF-8")  # type: ignore[no-any-return]  # lxml is untyped


def _entry(e: Any, visit: Visit, hit: Hit, times: Mapping[str, str], names: Mapping[str, str]) -> Any:  # noqa: ANN401 - lxml is untyped
    title = "".join(run.text for run in hit.title)
    summary = "".join(run.text for run in hit.pieces)
    entry = e.entry(
        e.title(clean_xml(title) or "—"),
        e.id(f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, times['url'])}"),
        e.link(rel="alternate", type="text/html", href=visit.absolute(f"/article/{hit.id}")),
        e.updated(_instant(times["last_changed"] or times["first_seen"])),
        e.author(e.name(clean_xml(hit.source or names.get(hit.site) or hit.site))),
        e.summary(clean_xml(summary)),
    )
    published = _published(hit.date)
    if published:
        entry.append(e.published(published))
    if hit.category:
        entry.append(
            e.category(term=hit.category, label=category_names("zh").get(hit.category, hit.category))
        )
    entry.set(f"{_XML}lang", visit.text_language(hit.script))
    return entry


def clean_xml(text: str) -> str:
    r"""Return a text without the characters XML cannot hold.

    Example:
        >>> clean_xml("国\x0b资\x00委")
        '国资委'
    """
    return _NOT_XML.sub("", text)


def _title(archive: Archive, visit: Visit, parameters: Mapping[str, str]) -> str:
    parts = [words(visit.language)["app"]]
    if parameters.get("site"):
        parts.append(site_names(archive.db, visit.language).get(parameters["site"], parameters["site"]))
    if parameters.get("category"):
        parts.append(category_names(visit.language)[parameters["category"]])
    parts += [parameters[name] for name in ("source", "year", "q") if parameters.get(name)]
    return clean_xml(" · ".join(parts))


def _times(archive: Archive, article_id: str) -> dict[str, str]:
    [row] = archive.db.query("SELECT url, first_seen, last_changed FROM articles WHERE id = ?", [article_id])
    return dict(row)


def _latest(archive: Archive, rows: Mapping[str, Mapping[str, str]]) -> str:
    known = [one["last_changed"] or one["first_seen"] for one in rows.values()]
    if known:
        return max(_instant(one) for one in known)
    [ended] = archive.db.execute("SELECT max(coalesce(ended, started)) FROM runs").fetchone()
    return _instant(ended or "1970-01-01T00:00:00+00:00")


def _instant(text: str) -> str:
    """Return a time as RFC 3339 in UTC, to the second."""
    value = dt.datetime.fromisoformat(text)
    aware = value if value.tzinfo else value.replace(tzinfo=_BEIJING)
    return aware.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _published(date: str | None) -> str | None:
    """Return a date of publication as an instant; a day begins at midnight in Beijing, a month alone is none."""
    if not date or len(date) < _DAY:
        return None
    try:
        return _instant(date)
    except ValueError:
        return None
