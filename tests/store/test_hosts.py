"""What the archive knows of a host's robots.txt, and whose it is."""

import datetime as dt

from sqlite_utils import Database

from sasac_crawler.store.hosts import HostTable, RobotsCopy
from sasac_crawler.store.runs import start_run

NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)


def test_a_copy_is_the_word_of_the_origin_that_was_asked(db: Database) -> None:
    table = HostTable(db.conn)
    start_run(db.conn, "run-1", now=NOW, software="test")

    def ask(origin: str, minutes: int, body: bytes) -> RobotsCopy:
        copy = RobotsCopy(outcome="ok", body=body, fetched_at=NOW + dt.timedelta(minutes=minutes))
        captured = (copy.fetched_at + dt.timedelta(seconds=1)).isoformat()
        db.table("captures").insert(
            {
                "capture_id": f"urn:{minutes}", "url": f"{origin}/robots.txt", "method": "GET", "captured_at": captured,
                "status": 200, "payload_digest": "", "warc_file": "x.warc.gz", "warc_offset": minutes,
                "warc_length": 1, "is_revisit": 0, "run_id": "run-1",
            }
        )  # fmt: skip
        table.save_robots("gzw.test", copy)
        return copy

    plain, secure = "http://gzw.test", "https://gzw.test"
    first = ask(plain, 0, b"User-agent: *\nDisallow:\n")
    assert (table.robots("gzw.test", plain), table.robots("gzw.test", secure)) == (first, None)
    second = ask(secure, 5, b"User-agent: *\nDisallow: /\n")
    assert (table.robots("gzw.test", plain), table.robots("gzw.test", secure)) == (None, second)
