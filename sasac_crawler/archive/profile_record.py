"""A site profile out of the journal: the one by which a page was read when it was stored."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

from sasac_crawler.sites import Channel, Layout, Politeness, SiteProfile, Tls

T = TypeVar("T")


def profile_of(record: Mapping[str, Any]) -> SiteProfile:
    """Return the profile a journal's ``site`` entry holds.

    Fields of a later release are left out; fields an earlier release did not know have their
    defaults.

    Example:
        >>> profile = profile_of({"slug": "shandong", "name_zh": "山东省国资委", "name_short": "山东省国资委",
        ...     "name_en": "Shandong SASAC", "level": "province", "verified": "2026-11-23", "hosts": ["x.test"],
        ...     "channels": [{"id": "a", "name_zh": "要闻", "category": "news", "url": "http://x.test/"}]})
        >>> profile.channel("a").name_zh, profile.verified.year, profile.hosts
        ('要闻', 2026, ('x.test',))
    """
    politeness = dict(record.get("politeness") or {})
    if politeness.get("window"):
        start, end = politeness["window"]
        politeness["window"] = (dt.time.fromisoformat(start), dt.time.fromisoformat(end))
    channels = [
        one | {"parameters": tuple((key, value) for key, value in one.get("parameters", ()))}
        for one in record.get("channels", ())
    ]
    return _record(
        SiteProfile,
        dict(record)
        | {
            "verified": _day(record.get("verified")),
            "politeness": _record(Politeness, politeness),
            "tls": _record(Tls, _dated(record.get("tls") or {}, "since")),
            "channels": tuple(_record(Channel, one) for one in channels),
            "layouts": tuple(
                _record(Layout, _dated(one, "valid_until")) for one in record.get("layouts", ())
            ),
        },
    )


def _record(kind: type[T], table: Mapping[str, Any]) -> T:
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]  # every kind is a dataclass
    return kind(
        **{
            name: tuple(value) if isinstance(value, list) else value
            for name, value in table.items()
            if name in known
        }
    )


def _dated(table: Mapping[str, Any], name: str) -> dict[str, Any]:
    return dict(table) | {name: _day(table.get(name))}


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
