"""Names of sites and channels as the reader's language has them."""

from sqlite_utils import Database


def site_names(db: Database, language: str) -> dict[str, str]:
    """Return the short name of every site of an archive by its slug."""
    return {
        row["slug"]: (row["name_en"] if language == "en" else row["name_short"])
        or row["name_zh"]
        or row["slug"]
        for row in db.query("SELECT slug, name_zh, name_short, name_en FROM sites")
    }
