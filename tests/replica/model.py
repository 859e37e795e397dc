"""What a replica is: a function from requests to answers, and the truth about its content."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

HTML = "text/html; charset=utf-8"
JSON = "application/json;charset=UTF-8"
XML = "text/xml"

_OWN_PROFILES = Path(__file__).parent / "profiles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request as the server saw it."""

    host: str
    """Host name, lower case, without port."""

    method: str
    path: str
    """Path as sent, still percent-encoded."""

    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    """Fields of a urlencoded POST."""

    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    """By lower-case name."""

    earlier: frozenset[str] = frozenset()
    """Paths this host was asked before in the run of the server: for sites that want a prior visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer, byte for byte."""

    body: bytes
    content_type: str | None = HTML
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    is_article: bool = False
    """Whether a scripted redesign may change it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedArticle:
    """An article page as a perfect crawl reads it. Written from the texts, never from our output."""

    url: str
    channel: str
    """A channel that lists it."""

    title: str
    body: str
    """Paragraphs joined by line feeds; cells of a table's row by tabs; no furniture, no editor's line."""

    date: str | None
    """As stored: ``2021-02-24``, ``2021-02-24T09:30+08:00`` …, as precise as printed."""

    source: str | None = None
    """来源 as printed."""

    document_number: str | None = None
    """发文字号, canonical form."""

    index_number: str | None = None
    editor: str | None = None
    attachments: frozenset[str] = frozenset()
    """Absolute URLs of documents and content pictures."""

    issues: frozenset[str] = frozenset()
    """Codes that must be among the issues."""

    pretitle: str | None = None
    """引题: the heading over the headline."""

    subtitle: str | None = None
    """副题: the heading under the headline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedChannel:
    """What a perfect crawl of one channel asks and finds."""

    id: str
    pages: tuple[str, ...]
    """Every list request in order: the URL, for a POST ``POST url body``."""

    links: frozenset[str]
    """URLs listed on the site's own hosts."""

    offsite: frozenset[str] = frozenset()
    """URLs listed that lead to other hosts."""

    total_items: int | None = None
    """The site's own count, where it states one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicaSite:
    """One synthetic site under the hosts of a real profile."""

    slug: str
    """Slug of the profile: ours, or one of ``tests/replica/profiles/`` where no profile has the platform."""

    platform: str
    respond: Callable[[Ask], Answer]
    channels: tuple[ExpectedChannel, ...]
    """The channels of the profile that the replica serves; the crawl is limited to them."""

    articles: tuple[ExpectedArticle, ...]
    outcomes: Mapping[str, str] = field(default_factory=dict)
    """URL -> outcome of listed pages that are no articles (soft 404, challenge, moved …)."""

    @property
    def profile(self) -> dict[str, Any]:
        """The profile as TOML gives it."""
        own = _OWN_PROFILES / f"{self.slug}.toml"
        text = own.read_text("utf-8") if own.exists() else _package_profile(self.slug)
        return tomllib.loads(text)

    @property
    def profile_text(self) -> str:
        """The profile's TOML."""
        own = _OWN_PROFILES / f"{self.slug}.toml"
        return own.read_text("utf-8") if own.exists() else _package_profile(self.slug)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts served."""
        return tuple(self.profile["hosts"])


def _package_profile(slug: str) -> str:
    return files("sasac_crawler.sites").joinpath(f"{slug}.toml").read_text("utf-8")
