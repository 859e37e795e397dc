"""Downloader middleware 60: no request leaves that the site's profile does not allow."""

from scrapy import Request
from scrapy.crawler import Crawler

from sasac_crawler.middlewares.address_guard import check_url
from sasac_crawler.spiders.base import site_spider


class AddressGuardMiddleware:
    """Checks every request, whatever ``dont_filter`` says: pages, redirects, robots.txt."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "AddressGuardMiddleware":
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise BlockedAddressError for what may not be asked."""
        profile = site_spider(self._crawler).profile
        check_url(request.url, hosts=profile.hosts, ports=profile.ports)
