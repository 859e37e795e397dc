"""Downloader middleware 880: a challenge page is an error, never a page."""

from scrapy import Request
from scrapy.http import Response

from sasac_crawler.errors import ChallengeError
from sasac_crawler.parse.challenge import challenge_marker


class ChallengeMiddleware:
    """Raises ChallengeError for what a firewall sent in place of the page."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Look at the decompressed answer; it is captured already."""
        headers = {
            name.decode("latin-1").lower(): b"; ".join(values).decode("latin-1")
            for name, values in response.headers.items()
        }
        marker = challenge_marker(response.status, headers, response.body)
        if marker is not None:
            raise ChallengeError(request.url, marker)
        return response
