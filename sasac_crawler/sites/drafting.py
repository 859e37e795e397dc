"""A drafted profile -> TOML that a person completes: what is not known is said, not invented."""

import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import tomlkit
from tomlkit.items import Table

from sasac_crawler.sites.profile import Channel, Politeness, SiteProfile
from sasac_crawler.vocab.divisions import PROVINCE, Division, divisions

# The long form of every commission. example: "山东省人民政府国有资产监督管理委员会" · counter-example: "国资委"
_LONG_NAME: Final = re.compile(r"(?:人民政府)?国有资产监督管理委员会")
# What a title adds to the name of a site. example: "首页_济南市国资委" · counter-example: "济南市国资委"
_TITLE_PARTS: Final = re.compile(r"[-_—－|·\s]{1,5}")
_BODY_WORDS: Final = ("国有资产监督管理", "国资委", "国资监管")
_NOT_SLUG: Final = re.compile(r"[^a-z0-9]{1,50}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a site is, as far as its name tells."""

    name_zh: str
    name_short: str
    division: Division | None
    """The place whose name the site's begins with."""


def identify(name: str | None, *, host: str) -> Identity:
    """Read what a site's name says; the host stands in where there is no name.

    Example:
        >>> one = identify("首页-济南市人民政府国有资产监督管理委员会", host="x.test")
        >>> one.name_zh, one.name_short, one.division.code
        ('济南市人民政府国有资产监督管理委员会', '济南市国资委', '370100')
        >>> identify(None, host="x.test").name_zh
        'x.test'
    """
    parts = _TITLE_PARTS.split(name or "")
    full = next((part for part in parts if any(word in part for word in _BODY_WORDS)), name or host)
    return Identity(
        name_zh=full,
        name_short=_LONG_NAME.sub("国资委", full),
        division=max(
            (one for one in divisions().values() if full.startswith(one.name)),
            key=lambda one: len(one.name),
            default=None,
        ),
    )


def provisional_slug(host: str) -> str:
    """Return a slug made from a host: a stopgap, because hosts mislead (gzw.xz is 徐州, not 西藏).

    Example:
        >>> provisional_slug("gzw.jinan.gov.cn"), provisional_slug("127.0.0.1")
        ('gzw_jinan', 'site_127_0_0_1')
    """
    stem = _NOT_SLUG.sub("_", host.removesuffix(".gov.cn").removesuffix(".cn").removeprefix("www."))
    return stem if stem[:1].isalpha() else f"site_{stem}"


def draft_profile(identity: Identity, *, slug: str, homepage: str, platform: str) -> SiteProfile:
    """Return a profile without channels, status unverified."""
    host = urlsplit(homepage).hostname or ""
    division = identity.division
    return SiteProfile(
        slug=slug,
        name_zh=identity.name_zh,
        name_short=identity.name_short,
        name_en=f"{host} (English name to be written)",
        level="province" if division is not None and division.level == PROVINCE else "city",
        division_code=division.code if division is not None else None,
        homepage=homepage,
        hosts=(host,),
        platform=platform,
    )


def profile_toml(profile: SiteProfile, *, remarks: tuple[str, ...] = ()) -> str:
    """Return a profile as TOML; what a person must look at stands in comments on top.

    Args:
        profile: the draft.
        remarks: sentences for that person.
    """
    document = tomlkit.document()
    for remark in ("Drafted by `sasac sites new`. Read every line, then delete this comment.", *remarks):
        document.add(tomlkit.comment(remark))
    for name in ("slug", "name_zh", "name_short", "name_en", "level", "division_code", "homepage"):
        value = getattr(profile, name)
        if value is not None:
            document.add(name, value)
    document.add("hosts", tomlkit.item(list(profile.hosts)))
    document.add("platform", tomlkit.item(profile.platform))
    for name in ("encoding", "site_id_code"):
        value = getattr(profile, name)
        if value is not None:
            document.add(name, value)
    if profile.ports:
        document.add("ports", tomlkit.item(list(profile.ports)))
    _add_manners(document, profile)
    channels = tomlkit.aot()
    for channel in profile.channels:
        channels.append(_channel_table(channel))
    if profile.channels:
        document.add("channels", channels)
    return tomlkit.dumps(document)


def _add_manners(document: tomlkit.TOMLDocument, profile: SiteProfile) -> None:
    """Add politeness and TLS where they are not the ordinary ones."""
    if profile.politeness != Politeness():
        table = tomlkit.table()
        table.update({"delay": profile.politeness.delay, "timeout": profile.politeness.timeout})
        if profile.politeness.window is not None:
            table.add("window", [time.isoformat() for time in profile.politeness.window])
        document.add("politeness", table)
    if profile.tls.mode != "strict":
        table = tomlkit.table()
        table.update({"mode": profile.tls.mode, "reason": profile.tls.reason, "since": profile.tls.since})
        document.add("tls", table)


def _channel_table(channel: Channel) -> Table:
    table = tomlkit.table()
    values: dict[str, Any] = {
        "id": channel.id,
        "name_zh": channel.name_zh,
        "category": channel.category,
        "url": channel.url,
        "floor": channel.floor,
        "platform": channel.platform,
        "remark": channel.remark,
    }
    for name, value in values.items():
        if value is not None:
            table.add(name, value)
    if channel.parameters:
        parameters = tomlkit.inline_table()
        parameters.update(dict(channel.parameters))
        table.add("parameters", parameters)
    return table
