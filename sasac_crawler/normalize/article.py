"""ScrapedArticle -> Article: the normalisations of single fields, put together."""

from dataclasses import dataclass, replace
from typing import Any, Final

from sasac_crawler.items import Article, Issue, ScrapedArticle, Step
from sasac_crawler.normalize.annotations import is_annotated, strip_annotations
from sasac_crawler.normalize.citations import find_citations
from sasac_crawler.normalize.damage import repair_damage
from sasac_crawler.normalize.dates import DateReading, read_date, reconcile_dates
from sasac_crawler.normalize.digest import content_digest
from sasac_crawler.normalize.document_numbers import PickedNumber, pick_document_number
from sasac_crawler.normalize.identity import document_key
from sasac_crawler.normalize.mentions import find_mentions
from sasac_crawler.normalize.people import PersonReading, Role, clean_person
from sasac_crawler.normalize.rules import CleanText
from sasac_crawler.normalize.script import Script, detect_script, to_hans
from sasac_crawler.normalize.sources import SourceReading, resolve_source
from sasac_crawler.normalize.spam import spam_issues
from sasac_crawler.normalize.text import tidy_text
from sasac_crawler.normalize.urls import canonical_url
from sasac_crawler.sites import SiteProfile

_STRIPPED_FIELDS: Final = (
    "title", "body_text", "source_raw", "author_raw", "editor_raw", "issuer_raw",
    "document_number_raw", "subject_raw", "keywords_raw", "column_name", "pretitle", "subtitle",
)  # fmt: skip
_CARRIED: Final = (
    "request", "site", "channel", "capture_id", "seen_at", "document_number_raw", "date_written_raw", "column_name",
    "pretitle", "subtitle", "attachments", "parts", "listed", "layout", "candidates",
)  # fmt: skip
"""Fields that stay as they are."""
_ROLES: Final[tuple[Role, ...]] = ("author", "editor", "issuer")
_HEAD: Final = 400
"""Characters of the body in which a document's own number stands."""
_LANGUAGES: Final = {"Hant": "zh-Hant-CN"}


def strip_article(scraped: ScrapedArticle) -> ScrapedArticle:
    """Take inline readings and repairable damage out of every printed text of a record.

    The gate is asked once, over title and body together: a short field of an annotated page is
    annotated too.
    """
    annotated = is_annotated(f"{scraped.title}\n{scraped.body_text}")
    steps: list[tuple[str, Step]] = list(scraped.steps)
    issues: list[Issue] = list(scraped.issues)
    changed: dict[str, str] = {}
    for name in _STRIPPED_FIELDS:
        raw: str | None = getattr(scraped, name)
        if not raw:
            continue
        repaired = repair_damage(raw)
        # Tidy first: a zero-width character before a bracket would hide a reading.
        tidied = tidy_text(repaired.text)
        stripped = strip_annotations(tidied.text, document_is_annotated=annotated)
        steps += [(name, step) for step in (*repaired.steps, *tidied.steps, *stripped.steps)]
        issues += [
            replace(issue, field=name) for issue in (*repaired.issues, *tidied.issues, *stripped.issues)
        ]
        if stripped.text != raw:
            changed[name] = stripped.text
    if not changed and len(steps) == len(scraped.steps) and len(issues) == len(scraped.issues):
        return scraped
    # ruff's view of replace() is right: names of fields, checked by the class itself.
    return replace(scraped, steps=tuple(steps), issues=tuple(issues), **changed)  # type: ignore[arg-type]


def normalize_article(scraped: ScrapedArticle, *, site: SiteProfile | None) -> Article:
    """Normalise a record whose annotations are out already.

    Args:
        scraped: the record after ``strip_article``.
        site: the profile, by which relative names (省国资委) are resolved.
    """
    texts = _texts(scraped)
    given = _readings(scraped, texts, site)
    steps = (
        *scraped.steps,
        *(("title", step) for step in texts.title.steps),
        *(("body_text", step) for step in texts.body.steps),
    )
    fields_given = {one.field: one.rule for one in reversed(scraped.candidates)}
    channel = site.channel(scraped.channel) if site else None
    date = given.date.value
    return Article(
        **{name: getattr(scraped, name) for name in _CARRIED},
        **_text_fields(texts),
        **_read_fields(scraped, texts.title.text, given),
        url=canonical_url(scraped.url),
        document=document_key(scraped.url, site),
        publisher=site.name_short if site else None,
        category=channel.category if channel else None,
        is_reprint=_is_reprint(given.source, site.organisation if site else None),
        charset=scraped.charset_used,
        rules=_rules(fields_given, steps, date.rule if date else None),
        steps=steps,
        issues=_issues(scraped, texts, given),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Texts:
    """Title and body, tidied and in simplified characters."""

    title: CleanText
    body: CleanText
    script: Script
    """Of both together."""
    title_hans: str
    body_hans: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Readings:
    """What was read from the printed values."""

    date: DateReading
    written: DateReading
    source: SourceReading | None
    number: PickedNumber
    persons: dict[Role, PersonReading]


def _texts(scraped: ScrapedArticle) -> _Texts:
    title, body = tidy_text(scraped.title), tidy_text(scraped.body_text)
    # A title in few characters may tell nothing of its script.
    script = detect_script(title.text, body.text)
    return _Texts(
        title=title,
        body=body,
        script=script,
        title_hans=to_hans(title.text, script),
        body_hans=to_hans(body.text, script),
    )


def _readings(scraped: ScrapedArticle, texts: _Texts, site: SiteProfile | None) -> _Readings:
    dates = [one for one in scraped.candidates if one.field == "date_published"]
    return _Readings(
        date=reconcile_dates(dates, seen_at=scraped.seen_at, body_text=texts.body_hans),
        written=_written(scraped),
        source=_source(scraped, site),
        number=pick_document_number(
            table=scraped.document_number_raw, title=texts.title_hans, body_head=texts.body_hans[:_HEAD]
        ),
        persons={role: _person(getattr(scraped, f"{role}_raw"), role) for role in _ROLES},
    )


def _text_fields(texts: _Texts) -> dict[str, Any]:
    """Return the fields that follow from title and body."""
    title, body = texts.title.text, texts.body.text
    return {
        "title": title,
        "body_text": body,
        "title_hans": texts.title_hans,
        "body_hans": texts.body_hans,
        "script": texts.script,
        "language": _LANGUAGES.get(texts.script, "zh-Hans-CN"),
        "content_digest": content_digest(texts.title_hans, texts.body_hans),
        "mentions": find_mentions(title, body),
        "citations": find_citations(texts.body_hans),
    }


def _read_fields(scraped: ScrapedArticle, title: str, given: _Readings) -> dict[str, Any]:
    """Return the fields that were read from printed values."""
    date, written, source = given.date, given.written.value, given.source
    return {
        "date_published": date.value.value if date.value else None,
        "date_precision": date.value.precision if date.value else None,
        "date_published_raw": date.chosen.raw if date.chosen else scraped.date_published_raw,
        "date_written": written.value.date() if written else None,
        "source_name": source.name if source else None,
        "source_id": source.org_id if source else None,
        "source_raw": _raw(scraped, "source"),
        "other_sources": source.others if source else (),
        "author": given.persons["author"].name or (source.author if source else None),
        "editor": given.persons["editor"].name,
        "issuer": given.persons["issuer"].name,
        "document_number": given.number.canonical,
        "index_number": scraped.index_number_raw,
        "subject": scraped.subject_raw,
        "validity": scraped.validity_raw,
        "keywords": _keywords(scraped.keywords_raw, title),
    }


def _issues(scraped: ScrapedArticle, texts: _Texts, given: _Readings) -> tuple[Issue, ...]:
    return (
        *scraped.issues,
        *texts.title.issues,
        *texts.body.issues,
        *given.date.issues,
        *(given.source.issues if given.source else ()),
        *given.number.issues,
        *(replace(issue, field="date_written") for issue in given.written.issues),
        *(issue for person in given.persons.values() for issue in person.issues),
        *spam_issues(scraped.title, scraped.body_text),
    )


def _written(scraped: ScrapedArticle) -> DateReading:
    raw = scraped.date_written_raw
    return read_date(raw, seen_at=scraped.seen_at) if raw else DateReading(None)


def _source(scraped: ScrapedArticle, site: SiteProfile | None) -> SourceReading | None:
    if not scraped.source_raw:
        return None
    return resolve_source(scraped.source_raw, site_org=site.organisation if site else None)


def _is_reprint(source: SourceReading | None, own: str | None) -> bool:
    """Return whether 来源 names known bodies and the site's own is not among them."""
    if source is None or own is None:
        return False
    ids = {source.org_id, *(id_ for _, id_ in source.others)} - {None}
    return bool(ids) and own not in ids


def _raw(scraped: ScrapedArticle, field: str) -> str | None:
    """Return what was printed, annotations included: the chosen candidate is never changed."""
    return next((one.raw for one in scraped.candidates if one.field == field), None)


def _person(raw: str | None, role: Role) -> PersonReading:
    return clean_person(raw or "", role=role)


def _keywords(raw: str | None, title: str) -> tuple[str, ...]:
    """Take a keywords tag apart; one that only repeats the title says nothing."""
    if not raw or raw.strip() == title:
        return ()
    for mark in "，;；、|":
        raw = raw.replace(mark, ",")
    words = (word.strip() for part in raw.split(",") for word in part.split())
    return tuple(dict.fromkeys(word for word in words if word))


def _rules(
    given: dict[str, str], steps: tuple[tuple[str, Step], ...], date_rule: str | None
) -> tuple[str, ...]:
    names = [f"{field}={rule}" for field, rule in sorted(given.items())]
    names += [f"date_published:{date_rule}"] if date_rule else []
    names += [step.rule for _, step in steps]
    return tuple(dict.fromkeys(names))
