"""What the columns of the tables mean that no record has: one class a table users may rely on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """One row a distinct text."""

    seq: int
    """Number of the row; what the full-text indexes point at."""

    text_key: str
    """What tells its text from others: the digest, with the address where the text is too short to tell."""

    title_hans: str
    """Title in search form: simplified characters, widths and cases folded."""

    body_hans: str
    """Text in search form: simplified characters, widths and cases folded."""

    title_key: str
    """Title as a citation names it: no white space, inner marks only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppearanceRow:
    """One row a place (address) an article was seen at."""

    article_id: str
    """The article whose text stands there today."""

    document: str
    """Key that all twins of the address share."""

    document_id: str
    """Id that follows from that key: the id of the article if it was there first. It never changes."""

    title: str
    """Headline as it stands there."""

    listed_title: str | None
    """Title on the list page."""

    listed_date: str | None
    """Date on the list page, as printed."""

    capture_id: str | None
    """The capture it was read from last."""

    gone_since: str | None
    """Since when it is withdrawn: found gone twice, at least a day apart. UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """One row an earlier state of an article; what the article says now stands in ``articles``."""

    article_id: str
    """The article."""

    version: int
    """Number, from 1, oldest first; it may change when older looks come to light. ``state`` does not."""

    url: str
    """Where it said so."""

    state: str
    """Key of the state: the last part of its permanent path ``/article/ID/STATE``."""

    capture_id: str | None
    """The capture that was read last in this state."""

    seen_until: str
    """When the next state was first seen, UTC."""

    changed_fields: str
    """JSON list of the fields in which the next state differs."""

    cause: str
    """``site``: the page changed. ``rules``: it is read otherwise now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRow:
    """One row a stored exchange."""

    url: str
    """Address asked for."""

    run_id: str
    """The run that made it."""

    outcome: str | None
    """What came of it: ``ok``, or why it gave no record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentRow:
    """One row a link from an article to a file."""

    article_id: str
    """The article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationRow:
    """One row a document an article cites; the view ``citations_resolved`` adds the article it leads to."""

    article_id: str
    """The article that cites."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionRow:
    """One row an organisation an article names."""

    article_id: str
    """The article that names it."""

    times: int
    """How often."""

    first_offset: int
    """Where first, in code points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRow:
    """One row a recorded doubt."""

    id: int
    """Number of the row."""

    url: str | None
    """The page it concerns."""

    article_id: str | None
    """The article it concerns, where the page gave one."""

    site: str | None
    """Slug of the site."""

    channel: str | None
    """Id of the channel."""

    capture_id: str | None
    """The capture it was found in."""

    run_id: str | None
    """The run that found it."""

    first_seen: str | None
    """When it was first found, UTC."""
