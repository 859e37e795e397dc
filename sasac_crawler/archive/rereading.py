"""One capture, read by today's rules: what a worker of ``sasac reparse`` does. Nothing is written here."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sasac_crawler.archive.payload import decoded_payload
from sasac_crawler.archive.warc_reader import read_record
from sasac_crawler.errors import IntegrityError, NotAnArticleError
from sasac_crawler.items import Appearance, ListedLink, PageRequest
from sasac_crawler.normalize.article import normalize_article, strip_article
from sasac_crawler.parse.article import parse_article
from sasac_crawler.parse.page import Page, read_page
from sasac_crawler.parse.parts import join_parts
from sasac_crawler.parse.shells import soft_404_marker
from sasac_crawler.sites import SiteProfile
from sasac_crawler.store.records import Record, record_of

_LONGEST_EXAMPLE: Final = 60
_NOT_COMPARED: Final = frozenset(
    ("rules", "candidates", "steps", "title_hans", "body_hans", "title_key", "content_digest", "url", "site")
)
"""Columns that say how a value came about, or follow from another."""

Place = tuple[str, int, int]
"""WARC file, offset, length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at one page, as the archive holds it."""

    url: str
    """Canonical URL, as in ``observations``."""

    target_uri: str
    """URL of the capture."""

    seen_at: str
    site: str
    channel: str | None
    capture_id: str | None
    response: Place
    """Where the response, or the revisit record, lies."""

    payload: Place
    """Where the payload lies: for a revisit, the record it refers to."""

    parts: tuple[tuple[str, Place, Place], ...] = ()
    """Of an article on several pages, address, response and payload of the others."""

    listed_title: str | None = None
    listed_date: str | None = None
    listed_inferred: str | None = None
    known: Record | None = field(default=None, repr=False)
    """What earlier rules read; ``None`` where they read no article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What today's rules read from a look."""

    look: Look
    appearance: Appearance | None = field(default=None, repr=False)
    """``None`` where they read no article."""

    problem: str | None = None
    """Why there is none."""

    is_of_unknown_site: bool = False
    """Whether nothing was read, because no profile of the site was given."""

    differences: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """By field, what earlier rules and today's rules read, cut to show."""


def reread(look: Look, warc_folder: Path, profiles: Mapping[str, SiteProfile]) -> Reread:
    """Read one look again.

    Args:
        look: which one.
        warc_folder: the archive's ``warc`` folder.
        profiles: today's profiles; the layout is the one that was in force at the capture.
    """
    site = profiles.get(look.site)
    if site is None:
        return Reread(look=look, problem=f"there is no profile {look.site}", is_of_unknown_site=True)
    try:
        appearance = _appearance(look, warc_folder, site)
    except (NotAnArticleError, IntegrityError) as error:
        return Reread(look=look, problem=str(error))
    except (OSError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - a slip of ours on one page must not keep the others from being read
        return Reread(look=look, problem=f"{look.url}: our own code failed: {type(error).__name__}: {error}")
    if look.known is None:
        return Reread(
            look=look, appearance=appearance, differences={"article": ("", appearance.article.title)}
        )
    return Reread(
        look=look, appearance=appearance, differences=differences(look.known, record_of(appearance.article))
    )


def differences(old: Record, new: Record) -> dict[str, tuple[str, str]]:
    """Return the fields two records differ in, with both values around the first difference.

    Example:
        >>> differences({"row": {"editor": None}, "attachments": []}, {"row": {"editor": "語謙"}, "attachments": []})
        {'editor': ('', '語謙')}
    """
    names = sorted({*old["row"], *new["row"]} - _NOT_COMPARED)
    found = {
        name: _around(old["row"].get(name), new["row"].get(name))
        for name in names
        if old["row"].get(name) != new["row"].get(name)
    }
    urls = [", ".join(sorted(one["url"] for one in record["attachments"])) for record in (old, new)]
    if urls[0] != urls[1]:
        found["attachments"] = _around(urls[0], urls[1])
    return found


def _page(look: Look, url: str, places: tuple[Place, Place], warc_folder: Path, site: SiteProfile) -> Page:
    response = read_record(warc_folder, *places[0])
    payload = response.payload
    if places[1] != places[0]:
        payload = read_record(warc_folder, *places[1]).payload
    return read_page(
        decoded_payload(payload, response.headers, url=url),
        url=url,
        request=PageRequest(url=url),
        seen_at=dt.datetime.fromisoformat(look.seen_at),
        content_type=response.header("Content-Type"),
        encoding=site.encoding,
        capture_id=look.capture_id,
    )


def _appearance(look: Look, warc_folder: Path, site: SiteProfile) -> Appearance:
    page = _page(look, look.target_uri, (look.response, look.payload), warc_folder, site)
    marker = soft_404_marker(page.text.encode("utf-8", "replace"), page.text)
    if marker is not None:
        raise NotAnArticleError(look.url, f"the page says {marker!r}")
    listed = None
    if look.listed_title is not None:
        listed = ListedLink(
            url=look.url,
            title=look.listed_title,
            date_raw=look.listed_date,
            date_inferred=look.listed_inferred,
        )
    scraped = parse_article(page, site=site, channel=look.channel, listed=listed)
    if scraped.parts:
        others = {url: _page(look, url, (one, two), warc_folder, site) for url, one, two in look.parts}
        scraped = join_parts(scraped, others, site=site)
    return Appearance(article=normalize_article(strip_article(scraped), site=site), same_text_as=None)


def _around(old: Any, new: Any) -> tuple[str, str]:  # noqa: ANN401 - columns of any type
    one, other = ("" if value is None else str(value) for value in (old, new))
    start = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    start = max(0, start - 10)
    return one[start : start + _LONGEST_EXAMPLE], other[start : start + _LONGEST_EXAMPLE]
