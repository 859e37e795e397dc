"""One TOML file per site, and what reads them. No code per site."""

from sasac_crawler.sites.loading import (
    PLATFORM_NAMES,
    find_profile,
    load_profiles,
    parse_profile,
    site_of_url,
)
from sasac_crawler.sites.profile import Channel, Layout, Politeness, SiteProfile, Tls

__all__ = [
    "PLATFORM_NAMES",
    "Channel",
    "Layout",
    "Politeness",
    "SiteProfile",
    "Tls",
    "find_profile",
    "load_profiles",
    "parse_profile",
    "site_of_url",
]
