"""What a site profile says: one regulator, its lists, its manners. Data only."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

Level = Literal["state", "province", "corps", "city"]
TlsMode = Literal["strict", "unverified", "legacy_reneg", "tls10"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Politeness:
    """How hard a site may be asked."""

    delay: float = 2.0
    """Seconds between two requests to one host."""

    timeout: float = 30.0
    """Seconds one whole exchange may take."""

    window: tuple[dt.time, dt.time] | None = None
    """Beijing time of day in which the site may be asked; ``None`` means always."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """How far certificate checks are relaxed for a site, why and since when."""

    mode: TlsMode = "strict"
    """``strict``, ``unverified``, ``legacy_reneg`` or ``tls10``."""

    reason: str | None = None
    """Why the mode is not strict; required then."""

    since: dt.date | None = None
    """When that was found; required when the mode is not strict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One list of a site."""

    id: str
    """Stable id within the site: the site's own path segment."""

    name_zh: str
    """The list's name on the site."""

    category: str
    """Key of ``vocab/categories.toml``."""

    url: str
    """First page of the list."""

    floor: int = 1
    """Least acceptable number of links on the first page."""

    platform: str | None = None
    """Platform of this list where it differs from the site's."""

    parameters: tuple[tuple[str, str], ...] = ()
    """What the platform needs to page through this list, e.g. ``("unitid", "247686")``."""

    remark: str | None = None
    """How sure the name and the URL are, in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """CSS selectors of one page design; only where the general readers do not do."""

    id: str
    """Name of the design, usually the year it came."""

    valid_until: dt.date | None = None
    """Last day the design was in use; ``None`` for the present one."""

    list_item: str | None = None
    """One entry of a list page."""

    list_date: str | None = None
    """The date inside an entry."""

    title: str | None = None
    """The headline."""

    body: str | None = None
    """The element that holds the text."""

    header: str | None = None
    """The element that holds the line with source and date."""

    date: str | None = None
    """The date of publication, where it stands without a label, or another date is taken for it."""

    source: str | None = None
    """The source, likewise; with its label or without."""

    editor: str | None = None
    """The editor, likewise."""

    document_number: str | None = None
    """The document number, likewise."""

    drop: tuple[str, ...] = ()
    """Furniture inside the body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteProfile:
    """One regulator's website."""

    slug: str
    """Romanised name: file name, spider name, row key."""

    name_zh: str
    """Full official name."""

    name_short: str
    """Short name as the press prints it."""

    name_en: str
    """English name."""

    level: Level
    """``state``, ``province``, ``corps`` or ``city``."""

    division_code: str | None = None
    """GB/T 2260 code, six digits, text; ``None`` where the standard has none."""

    iso_3166_2: str | None = None
    """ISO 3166-2 code; ``None`` where the standard has none."""

    organisation: str | None = None
    """Id of the body in the organisation table."""

    homepage: str | None = None
    """Front page; ``None`` where no host is confirmed."""

    hosts: tuple[str, ...] = ()
    """Hosts that may be asked."""

    historic_hosts: tuple[str, ...] = ()
    """Hosts the site had before: an old URL finds its site by them; never asked."""

    ports: tuple[int, ...] = ()
    """Ports allowed besides 80 and 443."""

    platform: str = "static_list"
    """CMS family: one of ``sites.loading.PLATFORM_NAMES``."""

    encoding: str | None = None
    """Charset that overrules the server's declaration, where that is known to be wrong."""

    site_id_code: str | None = None
    """政府网站标识码 of the SiteIDCode tag."""

    verified: dt.date | None = None
    """When ``sasac sites check`` last passed against the live site; ``None`` means never."""

    disabled: str | None = None
    """Why the site is not crawled; ``None`` means it is."""

    blocking: str | None = None
    """What is known of challenges and time-outs."""

    vantage: str | None = None
    """Where the site must be asked from, as far as is known: ``cn``; ``None`` means anywhere."""

    remarks: tuple[str, ...] = ()
    """What the next person should know."""

    politeness: Politeness = field(default_factory=Politeness)
    """How hard the site may be asked."""

    tls: Tls = field(default_factory=Tls)
    """How certificates are checked."""

    channels: tuple[Channel, ...] = ()
    """The lists crawled."""

    layouts: tuple[Layout, ...] = ()
    """Selectors by design, newest first."""

    def channel(self, channel_id: str | None) -> Channel | None:
        """Return the channel with this id, or ``None``."""
        return next((c for c in self.channels if c.id == channel_id), None)

    def layout_on(self, day: dt.date) -> Layout | None:
        """Return the layout in force on a day: the oldest that had not yet ended.

        Example:
            >>> old = Layout(id="2019", valid_until=dt.date(2024, 3, 31))
            >>> site = SiteProfile(slug="x", name_zh="示例", name_short="示例", name_en="Example",
            ...                    level="city", layouts=(Layout(id="2024"), old))
            >>> site.layout_on(dt.date(2023, 1, 1)).id, site.layout_on(dt.date(2025, 1, 1)).id
            ('2019', '2024')
        """
        in_force = [
            layout for layout in self.layouts if layout.valid_until is None or layout.valid_until >= day
        ]
        return min(in_force, key=lambda one: one.valid_until or dt.date.max, default=None)

    def is_own_host(self, host: str) -> bool:
        """Return whether a host name is the site's, present or past."""
        return host in self.hosts or host in self.historic_hosts
