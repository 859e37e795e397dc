"""Makes every site profile a spider named after its slug: no file per site, no metaclass."""

import builtins
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from sasac_crawler.configuration import told_to_scrapy
from sasac_crawler.errors import ConfigurationError
from sasac_crawler.sites import SiteProfile, load_profiles, site_of_url
from sasac_crawler.sites.manners import hours_of, mannerly
from sasac_crawler.spiders.base import SiteSpider


class ProfileSpiderLoader:
    """Scrapy's ``SPIDER_LOADER_CLASS`` (protocol: ``scrapy.spiderloader.SpiderLoaderProtocol``)."""

    def __init__(self, profiles: dict[str, SiteProfile]) -> None:
        self._profiles = profiles

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> "ProfileSpiderLoader":
        """Load the profiles of the package and of the folders in ``SASAC_SITES``, with the operator's manners.

        Raises:
            ConfigurationError: one of the folders is not there.
            ProfileError: a profile is broken. The command ``scrapy`` ends with the sentence of either.
        """
        with told_to_scrapy():
            profiles = load_profiles(_present(profile_folders(settings.get("SASAC_SITES"))))
        own = mannerly(
            list(profiles.values()),
            least_delay=settings.getfloat("SASAC_DELAY"),
            hours=hours_of(settings.get("SASAC_HOURS") or ""),
        )
        return cls(dict(zip(profiles, own, strict=True)))

    def load(self, spider_name: str) -> type[Spider]:
        """Return the spider of a site.

        Raises:
            KeyError: there is no such site, or it is disabled (part of Scrapy's contract).
        """
        profile = self._profiles[spider_name]
        if profile.disabled:
            message = f"{spider_name} is disabled: {profile.disabled}"
            raise KeyError(message)
        return spider_class(profile)

    def list(self) -> list[str]:
        """Return the slugs of all sites that can be crawled."""
        return [slug for slug, profile in self._profiles.items() if not profile.disabled]

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """Return the site a URL belongs to, as a list of one or none."""
        profile = site_of_url(self._profiles, request.url)
        return [profile.slug] if profile else []


def spider_class(profile: SiteProfile) -> type[SiteSpider]:
    """Return the spider class of a profile, with the site's manners as its settings."""
    custom = {
        "DOWNLOAD_DELAY": profile.politeness.delay,
        "AUTOTHROTTLE_START_DELAY": profile.politeness.delay,
        "DOWNLOAD_TIMEOUT": profile.politeness.timeout,
        "SASAC_TLS_MODE": profile.tls.mode,
    }
    return type(
        "SiteSpider",
        (SiteSpider,),
        {"name": profile.slug, "profile": profile, "custom_settings": custom},
    )


def _present(folders: Iterable[Path]) -> Iterator[Path]:
    """Yield folders, if they are there: a misspelt one would look like one without profiles."""
    for folder in folders:
        if not folder.is_dir():
            message = f"there is no folder {folder} (sites_dirs or SASAC_SITES)"
            raise ConfigurationError(message)
        yield folder


def profile_folders(setting: str | Iterable[str] | None) -> list[Path]:
    """Return the folders of a path list (``a:b``, as in PATH) or of a list."""
    if not setting:
        return []
    parts = setting.split(os.pathsep) if isinstance(setting, str) else setting
    return [Path(part) for part in parts if part]
