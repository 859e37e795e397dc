"""The articles of all replicas, read in process, and how right they are."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import parse_qsl, urlsplit

from rapidfuzz.distance import LCSseq

from sasac_crawler.errors import NotAnArticleError
from sasac_crawler.items import Article
from sasac_crawler.normalize.article import normalize_article, strip_article
from sasac_crawler.parse.article import parse_article
from sasac_crawler.parse.decode import decode_body
from sasac_crawler.parse.page import Page, read_page
from sasac_crawler.parse.parts import join_parts
from sasac_crawler.sites import SiteProfile
from sasac_crawler.sites.loading import parse_profile
from sasac_crawler.store.records import printed_iso
from tests.replica.comparison import FIELDS
from tests.replica.crawling import quick_profile
from tests.replica.model import Ask, ExpectedArticle, ReplicaSite
from tests.replica.registry import all_sites

SEEN = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
Redesign = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One article page and what it must give."""

    site: ReplicaSite
    profile: SiteProfile
    expected: ExpectedArticle
    markup: str

    def page(self, redesign: Redesign = str) -> Page:
        """Return the page, in another design if asked."""
        return _page(self.expected.url, redesign(self.markup))


@dataclass(slots=True)
class Accuracy:
    """How many values were right."""

    compared: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    bodies: int = 0
    exact: int = 0
    similarity: float = 0.0
    differences: list[str] = field(default_factory=list)

    @property
    def fields(self) -> float:
        """Share of field values that are right."""
        return 1 - self.wrong.total() / max(self.compared.total(), 1)

    @property
    def body_exact(self) -> float:
        """Share of bodies that are exact."""
        return self.exact / max(self.bodies, 1)

    @property
    def rouge_l(self) -> float:
        """Mean ROUGE-L (F1 over characters, white space left out) of the bodies."""
        return self.similarity / max(self.bodies, 1)

    def add_field(self, url: str, name: str, found: object, wanted: object) -> None:
        """Compare one value."""
        self.compared[name] += 1
        if found != wanted:
            self.wrong[name] += 1
            self.differences.append(f"{url}: {name} {found!r}, expected {wanted!r}")

    def add_body(self, found: str, wanted: str, *, exact: bool) -> None:
        """Compare one body."""
        self.bodies += 1
        self.exact += exact
        self.similarity += rouge_l(found, wanted)


@cache
def samples() -> tuple[Sample, ...]:
    """Return every article page of every replica."""
    return tuple(_samples())


def measure(*, use_platforms: bool = True, redesign: Redesign = str) -> Accuracy:
    """Read every sample with our readers."""
    accuracy = Accuracy()
    for sample in samples():
        article = read_article(sample, use_platforms=use_platforms, redesign=redesign)
        found = values(article) if article else dict.fromkeys(FIELDS)
        for name in FIELDS:
            accuracy.add_field(sample.expected.url, name, found[name], getattr(sample.expected, name))
        body = article.body_text if article else ""
        accuracy.add_body(body, sample.expected.body, exact=body == sample.expected.body)
        if body != sample.expected.body:
            accuracy.differences.append(f"{sample.expected.url}: body")
    return accuracy


def read_article(sample: Sample, *, use_platforms: bool = True, redesign: Redesign = str) -> Article | None:
    """Return what our readers make of a sample; ``None`` if they take it for no article."""
    try:
        scraped = parse_article(
            sample.page(redesign),
            site=sample.profile,
            channel=sample.expected.channel,
            use_platforms=use_platforms,
        )
    except NotAnArticleError:
        return None
    others = {url: _page(url, redesign(_markup(sample.site, url))) for url in scraped.parts}
    joined = join_parts(scraped, others, site=sample.profile)
    return normalize_article(strip_article(joined), site=sample.profile)


def values(article: Article) -> dict[str, object]:
    """Return the compared fields of an article."""
    return {
        "title": article.title,
        "date": printed_iso(article),
        "source": article.source_raw,
        "document_number": article.document_number,
        "index_number": article.index_number,
        "editor": article.editor,
        "attachments": frozenset(one.url for one in article.attachments),
    }


def rouge_l(found: str, wanted: str) -> float:
    """Return the F1 of the longest common subsequence of two texts, white space left out."""
    one, other = ("".join(text.split()) for text in (found, wanted))
    if not one or not other:
        return float(one == other)
    return 2 * LCSseq.similarity(one, other) / (len(one) + len(other))


def _samples() -> Iterator[Sample]:
    for site in all_sites():
        profile = parse_profile(quick_profile(site.profile_text), file=f"{site.slug}.toml")
        for expected in site.articles:
            yield Sample(site=site, profile=profile, expected=expected, markup=_markup(site, expected.url))


def _markup(site: ReplicaSite, url: str) -> str:
    parts = urlsplit(url)
    answer = site.respond(
        Ask(host=parts.hostname or "", method="GET", path=parts.path, query=dict(parse_qsl(parts.query)))
    )
    return decode_body(answer.body, content_type=answer.content_type).text


def _page(url: str, markup: str) -> Page:
    return read_page(
        markup.encode("utf-8", "replace"), url=url, seen_at=SEEN, content_type="text/html; charset=utf-8"
    )
