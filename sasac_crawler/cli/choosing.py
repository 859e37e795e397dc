"""Which sites a command is to ask, and whether it may."""

import os
from pathlib import Path

from sasac_crawler.archive.clock import AHEAD, utc_now
from sasac_crawler.archive.folder import ArchiveFolder
from sasac_crawler.errors import ConfigurationError, NoChannelsError, SiteDisabledError, UsageError
from sasac_crawler.query.archive import Archive
from sasac_crawler.sites import SiteProfile, find_profile
from sasac_crawler.store.due import due_sites


def chosen_profiles(
    slugs: tuple[str, ...], profiles: dict[str, SiteProfile], *, all_sites: bool
) -> list[SiteProfile]:
    """Return the profiles a command was given by name, or all that can be crawled.

    Raises:
        UsageError: none are named and not all are wanted, or one cannot be crawled.
    """
    if bool(slugs) == all_sites:
        message = "name the sites to crawl, or say --all; `sasac sites` lists them"
        raise UsageError(message)
    if all_sites:
        return [profile for profile in profiles.values() if profile.channels and not profile.disabled]
    return named_profiles(slugs, profiles)


def named_profiles(slugs: tuple[str, ...], profiles: dict[str, SiteProfile]) -> list[SiteProfile]:
    """Return the profiles of sites that can be crawled, each once.

    Raises:
        UsageError: one is not known, disabled, or without a list.
    """
    chosen = [find_profile(profiles, slug) for slug in dict.fromkeys(slugs)]
    for profile in chosen:
        if profile.disabled:
            raise SiteDisabledError(profile.slug, profile.disabled)
        if not profile.channels:
            raise NoChannelsError(profile.slug, profile.homepage)
    return chosen


def due_profiles(profiles: list[SiteProfile], archive: Path) -> list[SiteProfile]:
    """Return the sites that are due, the most behind first; of an archive that is not there yet all."""
    if not ArchiveFolder(archive).database.exists():
        return profiles
    by_slug = {profile.slug: profile for profile in profiles}
    with Archive(archive) as opened:
        return [by_slug[slug] for slug in due_sites(opened.db, by_slug, now=utc_now())]


def require_contact(contact: str | None, hosts: list[str]) -> None:
    """Raise ConfigurationError if hosts would be asked over the network without saying who asks."""
    if hosts and not contact:
        message = (
            f"crawling {hosts[0]} needs a contact address for the User-Agent: "
            'give --contact, set SASAC_CONTACT, or write contact = "you@example.org" into sasac.toml'
        )
        raise ConfigurationError(message)


def refuse_false_clock(hosts: list[str]) -> None:
    """Raise ConfigurationError if hosts would be asked over the network by a rehearsal's clock."""
    if hosts and os.environ.get(AHEAD):
        message = f"{AHEAD} is for rehearsals against replicas; {hosts[0]} is asked by the true time"
        raise ConfigurationError(message)
