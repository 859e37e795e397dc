"""ScrapedArticle -> Article: the normalisations of single fields, put together."""

from dataclasses import replace
from typing import Final

from sasac_crawler.items import Article, Issue, ScrapedArticle, Step
from sasac_crawler.normalize.annotations import is_annotated, strip_annotations
from sasac_crawler.normalize.citations import find_citations
from sasac_crawler.normalize.damage import repair_damage
from sasac_crawler.normalize.dates import DateReading, read_date, reconcile_dates
from sasac_crawler.normalize.digest import content_digest
from sasac_crawler.normalize.document_numbers import pick_document_number
from sasac_crawler.normalize.identity import document_key
from sasac_crawler.normalize.mentions import find_mentions
from sasac_crawler.normalize.people import PersonReading, Role, clean_person
from sasac_crawler.normalize.script import detect_script, to_hans
from sasac_crawler.normalize.sources import SourceReading, resolve_source
from sasac_crawler.normalize.spam import spam_issues
from sasac_crawler.normalize.text import tidy_text
from sasac_crawler.normalize.urls import canonical_url
from sasac_crawler.sites import SiteProfile

_STRIPPED_FIELDS: Final = (
    "title", "body_text", "source_raw", "author_raw", "editor_raw", "issuer_raw",
    "document_number_raw", "subject_raw", "keywords_raw", "column_name", "pretitle", "subtitle",
)  # fmt: skip
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
        changed[name] = stripped.text
    # ruff's view of replace() is right: names of fields, checked by the class itself.
    return replace(scraped, steps=tuple(steps), issues=tuple(issues), **changed)  # type: ignore[arg-type]


def normalize_article(scraped: ScrapedArticle, *, site: SiteProfile | None) -> Article:
    """Normalise a record whose annotations are out already.

    Args:
        scraped: the record after ``strip_article``.
        site: the profile, by which relative names (省国资委) are resolved.
    """
    title, body = tidy_text(scraped.title), tidy_text(scraped.body_text)
    title_hans, body_hans = to_hans(title.text), to_hans(body.text)
    script = detect_script(f"{title.text}\n{body.text}")
    date = reconcile_dates(
        [one for one in scraped.candidates if one.field == "date_published"],
        seen_at=scraped.seen_at,
        body_text=body_hans,
    )
    source = _source(scraped, site)
    number = pick_document_number(
        table=scraped.document_number_raw, title=title_hans, body_head=body_hans[:_HEAD]
    )
    written = _written(scraped)
    persons = {role: _person(getattr(scraped, f"{role}_raw"), role) for role in _ROLES}
    channel = site.channel(scraped.channel) if site else None
    steps = (
        *scraped.steps,
        *(("title", step) for step in title.steps),
        *(("body_text", step) for step in body.steps),
    )
    issues = (
        *scraped.issues,
        *title.issues,
        *body.issues,
        *date.issues,
        *(source.issues if source else ()),
        *number.issues,
        *(replace(issue, field="date_written") for issue in written.issues),
        *(issue for person in persons.values() for issue in person.issues),
        *spam_issues(scraped.title, scraped.body_text),
    )
    fields_given = {one.field: one.rule for one in reversed(scraped.candidates)}
    own = site.organisation if site else None
    return Article(
        url=canonical_url(scraped.url),
        request=scraped.request,
        site=scraped.site,
        channel=scraped.channel,
        capture_id=scraped.capture_id,
        seen_at=scraped.seen_at,
        title=title.text,
        body_text=body.text,
        title_hans=title_hans,
        body_hans=body_hans,
        script=script,
        language=_LANGUAGES.get(script, "zh-Hans-CN"),
        content_digest=content_digest(title_hans, body_hans),
        date_published=date.value.value if date.value else None,
        date_precision=date.value.precision if date.value else None,
        date_published_raw=date.chosen.raw if date.chosen else scraped.date_published_raw,
        source_name=source.name if source else None,
        source_id=source.org_id if source else None,
        source_raw=_raw(scraped, "source"),
        publisher=site.name_short if site else None,
        author=persons["author"].name or (source.author if source else None),
        editor=persons["editor"].name,
        issuer=persons["issuer"].name,
        document_number=number.canonical,
        document_number_raw=scraped.document_number_raw,
        index_number=scraped.index_number_raw,
        date_written=written.value.value.date() if written.value else None,
        date_written_raw=scraped.date_written_raw,
        subject=scraped.subject_raw,
        validity=scraped.validity_raw,
        keywords=_keywords(scraped.keywords_raw, title.text),
        category=channel.category if channel else None,
        column_name=scraped.column_name,
        pretitle=scraped.pretitle,
        subtitle=scraped.subtitle,
        other_sources=source.others if source else (),
        mentions=find_mentions(title.text, body.text),
        citations=find_citations(body_hans),
        is_reprint=_is_reprint(source, own),
        attachments=scraped.attachments,
        parts=scraped.parts,
        listed=scraped.listed,
        document=document_key(scraped.url, site),
        layout=scraped.layout,
        charset=scraped.charset_used,
        rules=_rules(fields_given, steps, date.value.rule if date.value else None),
        candidates=scraped.candidates,
        steps=steps,
        issues=issues,
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
