"""TOML -> SiteProfile. Every message names the file, the table and the key."""

import datetime as dt
import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Final, cast, get_args
from urllib.parse import urlsplit

from sasac_crawler.errors import ProfileError, UnknownSiteError
from sasac_crawler.sites.fields import TableReader
from sasac_crawler.sites.hours import read_window
from sasac_crawler.sites.profile import (
    Channel,
    Layout,
    Level,
    Politeness,
    SiteProfile,
    Tls,
    TlsMode,
)
from sasac_crawler.vocab.categories import categories

_LAST_PORT: Final = 65_535
PLATFORM_NAMES = (
    "static_list",
    "n_series",
    "trs_wcm",
    "hanweb_jcms",
    "hanweb_jpaas",
    "sd_channels",
    "gd_post",
    "ucap",
    "vsb",
)


def parse_profile(text: str, *, file: str) -> SiteProfile:
    """Read one profile.

    Args:
        text: the TOML.
        file: its name, for messages.

    Raises:
        ProfileError: the TOML is broken, a key is unknown, missing or of the wrong type.

    Example:
        >>> parse_profile('slug = "x"', file="x.toml")
        Traceback (most recent call last):
        ...
        sasac_crawler.errors.ProfileError: x.toml: name_zh: is missing
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(file, "", f"not valid TOML: {error}") from error
    reader = TableReader(file, "", table)
    profile = _read_site(reader)
    reader.finish()
    _check_site(profile, file)
    return profile


def load_profiles(folders: Iterable[Path] = ()) -> dict[str, SiteProfile]:
    """Read every profile of the package and of further folders, by slug, sorted.

    A profile in a further folder replaces the package's profile with the same slug.

    Raises:
        ProfileError: one of them is broken.
    """
    found = {
        entry.name: entry.read_bytes()
        for entry in files("sasac_crawler.sites").iterdir()
        if entry.name.endswith(".toml")
    }
    for folder in folders:
        found |= {path.name: path.read_bytes() for path in folder.glob("*.toml")}
    profiles = [parse_profile(_text(found[name], name), file=name) for name in sorted(found)]
    return {profile.slug: profile for profile in profiles}


def _text(content: bytes, file: str) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise ProfileError(file, "", f"not UTF-8 at byte {error.start}: save it as UTF-8") from error


def find_profile(profiles: dict[str, SiteProfile], slug: str) -> SiteProfile:
    """Return one profile.

    Raises:
        UnknownSiteError: there is none; the message names the closest.
    """
    if slug in profiles:
        return profiles[slug]
    close = get_close_matches(slug, profiles, n=1, cutoff=0.5)
    raise UnknownSiteError(slug, close[0] if close else None)


def site_of_url(profiles: dict[str, SiteProfile], url: str) -> SiteProfile | None:
    """Return the site a URL belongs to by its present or past hosts, or ``None``."""
    host = urlsplit(url).hostname or ""
    return next((p for p in profiles.values() if p.is_own_host(host)), None)


def _read_site(table: TableReader) -> SiteProfile:
    return SiteProfile(
        slug=table.take("slug", str, required=True),
        name_zh=table.take("name_zh", str, required=True),
        name_short=table.take("name_short", str, required=True),
        name_en=table.take("name_en", str, required=True),
        level=cast("Level", table.take_one_of("level", get_args(Level))),
        division_code=table.take("division_code", str),
        iso_3166_2=table.take("iso_3166_2", str),
        organisation=table.take("organisation", str),
        homepage=table.take("homepage", str),
        hosts=table.take_texts("hosts"),
        historic_hosts=table.take_texts("historic_hosts"),
        ports=_read_ports(table),
        platform=table.take_one_of("platform", PLATFORM_NAMES),
        encoding=_read_encoding(table),
        site_id_code=table.take("site_id_code", str),
        verified=table.take("verified", dt.date),
        disabled=table.take("disabled", str),
        blocking=table.take("blocking", str),
        vantage=_read_vantage(table),
        remarks=table.take_texts("remarks"),
        politeness=_read_politeness(table),
        tls=_read_tls(table),
        channels=table.take_tables("channels", _read_channel),
        layouts=table.take_tables("layouts", _read_layout),
    )


def _read_ports(table: TableReader) -> tuple[int, ...]:
    key = "ports"
    ports: list[object] = table.take(key, list) or []
    if not all(type(port) is int and 0 < port <= _LAST_PORT for port in ports):
        raise table.error(key, f"must hold numbers up to {_LAST_PORT}, not {ports!r}")
    return tuple(port for port in ports if isinstance(port, int))


def _read_encoding(table: TableReader) -> str | None:
    key = "encoding"
    encoding: str | None = table.take(key, str)
    try:
        if encoding is not None:
            "x".encode(encoding)
    except LookupError as error:
        raise table.error(key, f"Python knows no charset {encoding!r}") from error
    return encoding


def _read_vantage(table: TableReader) -> str | None:
    key = "vantage"
    vantage: str | None = table.take(key, str)
    if vantage not in (None, "cn"):
        raise table.error(key, f"{vantage!r} is not cn; leave it out for anywhere")
    return vantage


def _read_politeness(site: TableReader) -> Politeness:
    table = TableReader(site.file, "politeness", site.take("politeness", dict) or {})
    window = table.take_texts("window")
    defaults = Politeness()
    politeness = Politeness(
        delay=table.take_amount("delay", float, defaults.delay),
        timeout=table.take_amount("timeout", float, defaults.timeout),
        window=_read_window(table, window) if window else None,
    )
    table.finish()
    return politeness


def _read_window(table: TableReader, window: tuple[str, ...]) -> tuple[dt.time, dt.time]:
    try:
        return read_window(window)
    except ValueError as error:
        problem = 'must be two times like ["22:00", "06:00"]'
        raise table.error("window", problem) from error  # noqa: EM101 - a key, not a message


def _read_tls(site: TableReader) -> Tls:
    given = site.take("tls", dict)
    if given is None:
        return Tls()
    table = TableReader(site.file, "tls", given)
    tls = Tls(
        mode=cast("TlsMode", table.take_one_of("mode", get_args(TlsMode))),
        reason=table.take("reason", str, required=given.get("mode") != "strict"),
        since=table.take("since", dt.date, required=given.get("mode") != "strict"),
    )
    table.finish()
    return tls


def _read_channel(table: TableReader) -> Channel:
    parameters = table.take("parameters", dict) or {}
    channel = Channel(
        id=table.take("id", str, required=True),
        name_zh=table.take("name_zh", str, required=True),
        category=table.take_one_of("category", categories()),
        url=table.take("url", str, required=True),
        floor=table.take_amount("floor", int, 1),
        platform=table.take("platform", str),
        parameters=tuple((key, str(value)) for key, value in parameters.items()),
        remark=table.take("remark", str),
    )
    table.finish()
    if channel.platform not in (None, *PLATFORM_NAMES):
        problem = f"{channel.platform!r} is not one of {', '.join(PLATFORM_NAMES)}"
        raise table.error("platform", problem)  # noqa: EM101 - a key, not a message
    return channel


def _read_layout(table: TableReader) -> Layout:
    layout = Layout(
        id=table.take("id", str, required=True),
        valid_until=table.take("valid_until", dt.date),
        list_item=table.take_selector("list_item"),
        list_date=table.take_selector("list_date"),
        title=table.take_selector("title"),
        body=table.take_selector("body"),
        header=table.take_selector("header"),
        date=table.take_selector("date"),
        source=table.take_selector("source"),
        editor=table.take_selector("editor"),
        document_number=table.take_selector("document_number"),
        drop=table.take_selectors("drop"),
    )
    table.finish()
    return layout


def _check_site(profile: SiteProfile, file: str) -> None:
    if Path(file).stem != profile.slug:
        raise ProfileError(file, "slug", f"{profile.slug!r} must equal the file's name")
    ids = [channel.id for channel in profile.channels]
    for index, channel in enumerate(profile.channels):
        if channel.id in ids[:index]:
            raise ProfileError(file, f"channels[{index}]: id", f"{channel.id!r} is used twice")
        try:
            host = urlsplit(channel.url).hostname
        except ValueError as error:
            raise ProfileError(file, f"channels[{index}]: url", f"{channel.url!r} is no URL") from error
        if host not in profile.hosts:
            problem = f"host {host!r} is not in hosts"
            raise ProfileError(file, f"channels[{index}]: url", problem)
    if profile.disabled is None and not profile.hosts:
        raise ProfileError(file, "hosts", "is empty; a site without a host must say disabled")
