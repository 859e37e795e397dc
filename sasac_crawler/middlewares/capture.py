"""Downloader middleware 890: every answer is in a WARC before anything reads it."""

from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response

from sasac_crawler.archive.exchange import Exchange
from sasac_crawler.archive.shared import shared_session

if TYPE_CHECKING:
    from sasac_crawler.store.leases import Lease


class CaptureMiddleware:
    """Writes the bytes as received; redirects and refusals are captured like pages."""

    def __init__(self, crawler: Crawler) -> None:
        self._session = shared_session(crawler.settings["SASAC_ARCHIVE"])

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "CaptureMiddleware":
        """Scrapy's constructor."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Capture the exchange and note the capture's id on the request."""
        lease: Lease | None = request.meta.get("lease")
        key = lease.key if lease else request.meta["capture_key"]
        capture = self._session.capture(
            key,
            Exchange(
                url=request.url,
                method=request.method,
                request_headers=_pairs(request.headers),
                request_body=request.body,
                status=response.status,
                response_headers=_pairs(response.headers),
                body=response.body,
                received_at=self._session.now(),
                ip_address=str(response.ip_address) if response.ip_address else None,
            ),
        )
        request.meta["capture_id"] = capture.capture_id
        request.meta["captured_at"] = capture.captured_at
        return response


def _pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    )
