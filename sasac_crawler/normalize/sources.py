"""来源: whose text it is, by a preferred name and an id, or as printed where we do not know."""

from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple

from sasac_crawler.items import Issue
from sasac_crawler.normalize.known_names import among_neighbours, ids_for_key
from sasac_crawler.normalize.name_keys import fold_characters, name_key
from sasac_crawler.normalize.people import clean_person
from sasac_crawler.normalize.relative_names import body_of_department, is_relative, resolve_relative
from sasac_crawler.normalize.source_patterns import (
    DATELINE,
    ISSUE_TAIL,
    PLACEHOLDER,
    PREFIXES,
    REMARK_TAIL,
    SUFFIXES,
)
from sasac_crawler.normalize.source_parts import split_source, trim
from sasac_crawler.vocab.organisations import Organisation, organisations

_LONGEST: Final = 300
"""Characters beyond which what stands after 来源 is a text, not a source."""
_OF_THE_STATE_OR_HERE: Final = frozenset(("国资委", "国资委党委"))
"""On a regional regulator's site these may mean that regulator or the State Council's."""
_CUTS: Final = 4
"""Words that are taken off the ends of a name in search of one the table knows."""


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


class _Found(NamedTuple):
    name: str
    org_id: str | None
    rule: str


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
    site = organisations().get(site_org or "")
    names, author, url = _take_apart(raw, site)
    found = tuple(dict.fromkeys(_resolve(name, site) for name in names if not _is_placeholder(name)))
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
        issues=tuple(_doubt(one, site) for one in found if one.org_id is None),
    )


def _take_apart(raw: str, site: Organisation | None) -> tuple[list[str], str | None, str | None]:
    """Split until nothing changes, so that every name stays as it is when it is read again."""
    is_known = partial(_is_known, site=site)
    names: list[str] = []
    author = url = None
    waiting = [raw]
    while waiting:
        text = waiting.pop(0)
        parts = split_source(text, is_known=is_known)
        author, url = author or parts.author, url or parts.url
        if parts.names == (text,):
            names.append(text)
        else:
            waiting[:0] = parts.names
    return names, author, url


def _is_known(name: str, *, site: Organisation | None) -> bool:
    return _identify(name, site).rule != "unknown"


def _is_placeholder(name: str) -> bool:
    return PLACEHOLDER.fullmatch(fold_characters(name)) is not None


def _resolve(name: str, site: Organisation | None) -> _Found:
    found = _identify(name, site)
    return found._replace(name=organisations()[found.org_id].short_name) if found.org_id else found


def _identify(name: str, site: Organisation | None) -> _Found:
    folded = fold_characters(name)
    for rule, form in _forms(folded):
        key = name_key(form)
        if site is not None and site.division_code and key in _OF_THE_STATE_OR_HERE:
            return _Found(name, None, "ambiguous")
        ids = ids_for_key(key)
        if len(ids) > 1:
            near = among_neighbours(ids, site)
            return _Found(name, near[0], "near_site") if len(near) == 1 else _Found(name, None, "ambiguous")
        if ids:
            return _Found(name, ids[0], rule)
        if is_relative(key):
            return _Found(name, resolve_relative(key, site) if site else None, "relative")
        body = body_of_department(key)
        if len(body) == 1:
            return _Found(name, body[0], "department")
    return _Found(name, None, "unknown")


def _forms(folded: str) -> list[tuple[str, str]]:
    """Return a name as printed and with words taken off its ends, the least changed first."""
    forms = [("table", folded)]
    for rule, pattern, group in (
        ("dateline", DATELINE, "agency"),
        ("issue_tail", ISSUE_TAIL, "name"),
        ("remark_tail", REMARK_TAIL, "name"),
    ):
        match = pattern.fullmatch(folded)
        if match:
            forms.append((rule, match[group]))
    short = name_key(folded)
    for _ in range(_CUTS):
        shorter = _without_word(short)
        if shorter == short:
            break
        forms.append(("word_taken_off", shorter))
        short = shorter
    return forms


def _without_word(key: str) -> str:
    for prefix in PREFIXES:
        if key.startswith(prefix) and len(key) > len(prefix) + 1:
            return key.removeprefix(prefix)
    for suffix in SUFFIXES:
        if key.endswith(suffix) and len(key) > len(suffix) + 1:
            return key.removesuffix(suffix)
    return key


def _doubt(found: _Found, site: Organisation | None) -> Issue:
    code, message = {
        "ambiguous": ("ambiguous_source", "Several bodies have this name and the site does not tell which."),
        "relative": (
            "relative_source",
            "The source is named by its rank or as the site itself, and the site does not tell which body it is.",
        ),
    }.get(found.rule, ("unknown_source", "The source is not in the table of organisations."))
    evidence = (found.name, site.id) if site and found.rule != "unknown" else (found.name,)
    return Issue(code=code, message=message, field="source", evidence=evidence)


def _too_long(raw: str) -> Issue:
    return Issue(
        code="source_too_long",
        message=f"What stands after the source label has more than {_LONGEST} characters.",
        field="source",
        evidence=(trim(raw[:_LONGEST]),),
    )
