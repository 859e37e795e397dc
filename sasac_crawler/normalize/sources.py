"""来源: whose text it is, by a preferred name and an id, or as printed where we do not know."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from sasac_crawler.items import Issue
from sasac_crawler.normalize.name_keys import fold_characters
from sasac_crawler.normalize.people import clean_person
from sasac_crawler.normalize.source_names import FoundSource, identify_source
from sasac_crawler.normalize.source_parts import is_single, split_source, trim
from sasac_crawler.normalize.source_patterns import PLACEHOLDER

_LONGEST: Final = 300
"""Characters beyond which what stands after 来源 is a text, not a source."""
_COLONS: Final = frozenset(":：")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReading:
    """What a 来源 says."""

    name: str | None
    """Preferred name of the first source; the cleaned string where the table does not have it."""

    org_id: str | None
    """Its id; ``None`` if unknown or in doubt."""

    others: tuple[tuple[str, str | None], ...] = ()
    """``(name, id)`` of the other sources, in order."""

    author: str | None = None
    """Author or reporter glued to the source, as printed."""

    url: str | None = None
    """Address given with the source or in its place."""

    rule: str
    """How the first source was found."""

    issues: tuple[Issue, ...] = ()
    """What is in doubt."""


def resolve_source(raw: str, *, site_org: str | None = None) -> SourceReading:
    """Read what stands after 来源.

    Args:
        raw: the text, in either script, inline readings taken out already; a label may still be there.
        site_org: id of the organisation on whose site the page stands; names like 省国资委, 本网 or
            产权处 are told by it.

    Returns:
        The reading. Nothing raises: what is not understood is an issue (``unknown_source``,
        ``ambiguous_source``, ``relative_source``, ``source_too_long``).

    Example:
        >>> resolve_source("文章來源:山東省國資委").name
        '山东省国资委'
        >>> reading = resolve_source("来源：大众日报 记者：张三")
        >>> reading.org_id, reading.author
        ('media-dazhong-daily', '张三')
        >>> resolve_source("省国资委", site_org="sasac-370100").org_id
        'sasac-370000'
        >>> resolve_source("某某客户端").issues[0].code
        'unknown_source'
    """
    if len(raw) > _LONGEST:
        return SourceReading(name=None, org_id=None, rule="too_long", issues=(_too_long(raw),))
    names, author, url = _take_apart(raw, site_org)
    readings = (identify_source(name, site_org) for name in names if not _is_placeholder(name))
    found = tuple({(one.name, one.org_id): one for one in readings}.values())
    writer = clean_person(author, role="author").name if author else None
    if not found:
        rule = "url" if url else "placeholder" if raw.strip() else "blank"
        return SourceReading(name=None, org_id=None, author=writer, url=url, rule=rule)
    first, *others = found
    return SourceReading(
        name=first.name,
        org_id=first.org_id,
        others=tuple((one.name, one.org_id) for one in others),
        author=writer,
        url=url,
        rule=first.rule,
        issues=tuple(_doubt(one, site_org) for one in found if one.org_id is None),
    )


def _take_apart(raw: str, site: str | None) -> tuple[list[str], str | None, str | None]:
    """Split until nothing changes: so a name stays as it is when it is read again."""
    is_known = partial(_is_known, site_id=site)
    names: list[str] = []
    author = url = None
    waiting = [raw]
    while waiting:
        text = waiting.pop(0)
        if is_single(text) or (_COLONS.isdisjoint(text) and is_known(text)):
            names.append(text)
            continue
        parts = split_source(text, is_known=is_known)
        author, url = author or parts.author, url or parts.url
        if parts.names == (text,):
            names.append(text)
        else:
            waiting[:0] = parts.names
    return names, author, url


def _is_known(name: str, *, site_id: str | None) -> bool:
    return identify_source(name, site_id).rule != "unknown"


def _is_placeholder(name: str) -> bool:
    return PLACEHOLDER.fullmatch(fold_characters(name)) is not None


def _doubt(found: FoundSource, site: str | None) -> Issue:
    code, message = {
        "ambiguous": ("ambiguous_source", "Several bodies have this name and the site does not tell which."),
        "relative": (
            "relative_source",
            "The source is named by its rank or as the site itself; the site does not tell which body that is.",
        ),
    }.get(found.rule, ("unknown_source", "The source is not in the table of organisations."))
    evidence = (found.name, site) if site and found.rule != "unknown" else (found.name,)
    return Issue(code=code, message=message, field="source", evidence=evidence)


def _too_long(raw: str) -> Issue:
    return Issue(
        code="source_too_long",
        message=f"What stands after the source label has more than {_LONGEST} characters.",
        field="source",
        evidence=(trim(raw[:_LONGEST]),),
    )
