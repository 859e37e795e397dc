"""What a profile says, written for readers of the archive."""

from sqlite_utils import Database

from sasac_crawler.sites import SiteProfile


def save_site(db: Database, site: SiteProfile) -> None:
    """Write a site and its channels over what was written before. Opens no transaction."""
    db.table("sites").upsert(
        {
            "slug": site.slug,
            "name_zh": site.name_zh,
            "name_short": site.name_short,
            "name_en": site.name_en,
            "level": site.level,
            "division_code": site.division_code,
            "organisation": site.organisation,
            "iso_3166_2": site.iso_3166_2,
            "homepage": site.homepage,
            "platform": site.platform,
            "verified": site.verified.isoformat() if site.verified else None,
        },
        pk="slug",
    )
    db.table("channels").upsert_all(
        (
            {
                "site": site.slug,
                "channel": channel.id,
                "name_zh": channel.name_zh,
                "category": channel.category,
                "url": channel.url,
                "floor": channel.floor,
            }
            for channel in site.channels
        ),
        pk=("site", "channel"),
    )
