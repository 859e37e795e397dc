"""What a dataset holds: the columns in which articles are published."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedArticle:
    """One article of a dataset. Fields without a word here mean what they mean on ``Article``."""

    id: str
    """Id of the article: 12 hexadecimal digits that follow from its first address."""

    version: str
    """Key of the state it is in: 24 hexadecimal digits. ``/article/ID/VERSION`` is its permanent path."""

    url: str
    """Address of the page the record was read from: the original, as far as sources and dates tell."""

    site: str
    channel: str | None
    category: str | None
    title: str
    body_text: str
    """What the page prints. What the documents say that it hands out is ``attachments_text``."""

    script: str
    """Script of the text as printed: ``Hans``, ``Hant``, ``mixed`` or ``none``."""

    language: str

    date_published: str | None
    """Day or time of publication, ISO 8601, Beijing time; no longer than the page printed it."""

    date_precision: str | None
    date_published_raw: str | None
    source_name: str | None
    source_id: str | None
    source_raw: str | None
    publisher: str | None
    author: str | None
    editor: str | None
    issuer: str | None
    document_number: str | None
    document_number_raw: str | None
    index_number: str | None

    date_written: str | None
    """成文日期, ISO 8601."""

    subject: str | None
    validity: str | None
    keywords: tuple[str, ...]
    column_name: str | None
    pretitle: str | None
    subtitle: str | None
    is_reprint: bool
    content_digest: str
    capture_id: str | None
    rules: tuple[str, ...]

    first_seen: str
    """When it was first fetched, UTC."""

    last_seen: str
    """When it was last fetched and there, UTC."""

    last_changed: str
    """When it was first fetched in the state it is in, UTC."""

    gone_since: str | None
    """Since when it is in no place any more: found gone twice, at least a day apart. UTC."""

    near_duplicate_of: str | None
    """Id of the article it is nearly a copy of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedExtras:
    """Further columns, where they are asked for."""

    attachments_text: str | None
    """Text of the attached documents, each under its name in square brackets."""

    version_number: int | None
    """Place among the earlier states, from 1; empty for the state the article is in."""

    seen_until: str | None
    """When the next state was first seen, UTC; empty for the state the article is in."""

    cause: str | None
    """Why a state was followed by the next: ``site`` (the page changed) or ``rules`` (it is read otherwise)."""

    change: str | None
    """Since the run that was named: ``new``, ``changed``, ``seen`` (looked at again) or ``deleted``."""

    merged_into: str | None
    """Of a deleted id: the article that holds its text now."""
