"""Downloader middleware 60: no request leaves that the site's profile does not allow."""

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.utils.httpobj import urlparse_cached

from sasac_crawler.middlewares.address_guard import ResolveMap, check_url, proxy_endpoint
from sasac_crawler.spiders.base import site_spider


class AddressGuardMiddleware:
    """Checks every request, whatever ``dont_filter`` says: pages, redirects, robots.txt.

    What is allowed goes through the operator's proxy, if there is one, but for replicas on this machine.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._proxy: str = crawler.settings.get("SASAC_PROXY") or ""
        if self._proxy:
            proxy_endpoint(self._proxy)
        self._resolve_map = ResolveMap.parse(crawler.settings.getlist("SASAC_RESOLVE"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "AddressGuardMiddleware":
        """Scrapy's constructor."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise BlockedAddressError for what may not be asked."""
        profile = site_spider(self._crawler).profile
        check_url(request.url, hosts=profile.hosts, ports=profile.ports)
        if self._proxy and not self._resolve_map.covers(urlparse_cached(request).hostname or ""):
            request.meta["proxy"] = self._proxy
