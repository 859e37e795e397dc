"""``sasac show urn:uuid:…`` gives the page as a reader saw it, also of an answer that only said it is the same."""

import datetime as dt
import gzip
from pathlib import Path

import pytest
from click.testing import CliRunner

from sasac_crawler.archive.exchange import Exchange
from sasac_crawler.archive.session import ArchiveSession
from sasac_crawler.cli import cli
from sasac_crawler.items import Capture, PageRequest
from sasac_crawler.store.transaction import transaction
from tests.archive.small_archive import CHANNEL, HOST, SITE, appearance, open_session, take_leases

URL = f"{HOST}/art/1.html"
PAGE = "<html><body>省国资委召开会议。</body></html>".encode()


def _exchange(when: dt.datetime, status: int, body: bytes, *headers: tuple[str, str]) -> Exchange:
    return Exchange(
        url=URL,
        method="GET",
        request_headers=(),
        request_body=b"",
        status=status,
        response_headers=headers,
        body=body,
        received_at=when,
    )


def _two_looks(session: ArchiveSession, monkeypatch: pytest.MonkeyPatch) -> tuple[Capture, Capture]:
    """Capture a packed page, then an answer that it has not changed, which does not say how it was packed."""
    with transaction(session.connection):
        session.pages.frontier.discover(
            PageRequest(url=URL), kind="article", site=SITE, channel=CHANNEL, now=session.now()
        )
    [lease] = take_leases(session)
    first = session.capture(
        lease.key, _exchange(session.now(), 200, gzip.compress(PAGE), ("Content-Encoding", "gzip"))
    )
    monkeypatch.setattr(session, "_earlier", lambda _key, _exchange: first)
    second = session.capture(lease.key, _exchange(session.now(), 304, b"", ("ETag", '"1"')))
    session.save_appearance(
        appearance(session, lease, first.capture_id, title="省国资委召开会议"), key=lease.key
    )
    return first, second


def test_the_page_is_shown_of_both_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = open_session(tmp_path / "archive")
    looks = _two_looks(session, monkeypatch)
    session.close(exit_code=0, reason="complete")
    assert looks[1].is_revisit
    for one in looks:
        shown = CliRunner().invoke(cli, ["show", one.capture_id, "--archive", str(tmp_path / "archive")])
        assert (shown.exit_code, shown.stdout_bytes) == (0, PAGE)
        assert f"{URL} · " in shown.stderr
        assert f" · {one.status} · " in shown.stderr


def test_an_id_the_archive_has_not_is_a_sentence(tmp_path: Path) -> None:
    open_session(tmp_path / "archive").close(exit_code=0, reason="complete")
    shown = CliRunner().invoke(cli, ["show", "urn:uuid:0", "--archive", str(tmp_path / "archive")])
    assert "the archive has no capture 'urn:uuid:0'" in str(shown.exception)
