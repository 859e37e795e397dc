"""The tables of crawling, as the first migration makes them: sites, runs, captures, what is still to be fetched."""

from sqlite_utils import Database

_SITES = {
    "slug": str,
    "name_zh": str,
    "name_short": str,
    "name_en": str,
    "level": str,
    "division_code": str,
    "organisation": str,
    "iso_3166_2": str,
    "homepage": str,
    "platform": str,
    "verified": str,
}

_CHANNELS = {"site": str, "channel": str, "name_zh": str, "category": str, "url": str, "floor": int}

_RUNS = {
    "run_id": str,
    "started": str,
    "ended": str,
    "pid": int,
    "software": str,
    "exit_code": int,
    "reason": str,
    "counts": str,
}

_RUN_CHANNELS = {
    "run_id": str,
    "site": str,
    "channel": str,
    "listed": int,
    "new": int,
    "changed": int,
    "unchanged": int,
    "failed": int,
    "site_total": int,
    "floor": int,
    "verdict": str,
}

_CAPTURES = {
    "capture_id": str,
    "url": str,
    "method": str,
    "captured_at": str,
    "status": int,
    "payload_digest": str,
    "warc_file": str,
    "warc_offset": int,
    "warc_length": int,
    "is_revisit": int,
    "outcome": str,
    "run_id": str,
}

_FRONTIER = {
    "key": str,
    "url": str,
    "host": str,
    "method": str,
    "body": str,
    "referer": str,
    "kind": str,
    "site": str,
    "channel": str,
    "page_number": int,
    "listed_title": str,
    "listed_date": str,
    "listed_date_inferred": str,
    "previous_first": str,
    "state": str,
    "tries": int,
    "next_at": str,
    "run_id": str,
    "outcome": str,
    "detail": str,
    "found_on": str,
    "discovered_at": str,
    "done_at": str,
}

_HOSTS = {
    "host": str,
    "state": str,
    "fails": int,
    "next_at": str,
    "robots_outcome": str,
    "robots_body": str,
    "robots_fetched_at": str,
    "detail": str,
}


def create_crawl_tables(db: Database) -> None:
    """Create the tables of schema 1 that say what is crawled and how it went."""
    db.create_table("sites", _SITES, pk="slug", strict=True)
    db.create_table("channels", _CHANNELS, pk=("site", "channel"), strict=True)
    db.create_table("runs", _RUNS, pk="run_id", not_null={"started"}, strict=True)
    db.create_table(
        "run_channels",
        _RUN_CHANNELS,
        pk=("run_id", "site", "channel"),
        foreign_keys=[("run_id", "runs", "run_id")],
        strict=True,
    )
    db.create_table(
        "captures",
        _CAPTURES,
        pk="capture_id",
        not_null=set(_CAPTURES) - {"outcome"},
        foreign_keys=[("run_id", "runs", "run_id")],
        strict=True,
    )
    db.table("captures").create_index(["warc_file", "warc_offset"], unique=True)
    db.table("captures").create_index(["url", "payload_digest"])
    db.create_table(
        "frontier",
        _FRONTIER,
        pk="key",
        not_null={"url", "host", "method", "kind", "site", "state", "tries", "discovered_at"},
        strict=True,
    )
    db.table("frontier").create_index(["site", "state", "next_at"])
    db.execute("CREATE INDEX idx_frontier_lists ON frontier (site, channel, page_number) WHERE kind = 'list'")
    db.create_table("hosts", _HOSTS, pk="host", not_null={"state", "fails"}, strict=True)
