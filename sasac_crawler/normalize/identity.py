"""Which document a URL is a place of: addresses that are twins of each other get one key."""

import hashlib
import re
from typing import Final
from urllib.parse import urlsplit

from sasac_crawler.normalize.urls import canonical_url
from sasac_crawler.sites import SiteProfile

ID_LENGTH: Final = 12
# A document of the n-series under any node. example: "/n2588025/n2588129/c13858389/content.html" ·
# counter-example: "/n2588025/index.html"
N_SERIES: Final = re.compile(r"(?:/n\d{1,12}){1,12}(/c\d{4,12}/content\.html)")
# The copy for small screens that TRS makes. example: "/202405/t20240507_1_ext.html" ·
# counter-example: "/text_ext.html"
TRS_COPY: Final = re.compile(r"(/t\d{8}_\d{1,12})_ext(\.s?html?)")
# The copy for telephones that NFCMS makes. example: "/content/mpost_4069119.html" ·
# counter-example: "/content/post_4069119.html"
NFCMS_COPY: Final = re.compile(r"/mpost_(\d{1,12}\.html)")
# The page of a folder. example: "/tzgg/index.html" · counter-example: "/tzgg/index_1.html"
INDEX_PAGE: Final = re.compile(r"/index\.s?html?")
# A host for telephones. example: "wap.sasac.gov.cn" · counter-example: "maps.gov.cn"
MOBILE_HOST: Final = re.compile(r"(?:wap|m|3g|mobile)\.")


def document_key(url: str, site: SiteProfile | None = None) -> str:
    """Return the key that all twins of an address share: the scheme never matters.

    Twins are: one document under several nodes, the copies for telephones, an address on a host the
    site had before.

    Args:
        url: an article's address.
        site: the profile, which knows the hosts.

    Example:
        >>> document_key("http://wap.x.test/n1/n2/c13858389/content.html")
        'wap.x.test/c13858389/content.html'
        >>> document_key("https://x.test/202405/t20240507_1_ext.html")
        'x.test/202405/t20240507_1.html'
    """
    parts = urlsplit(canonical_url(url))
    host = _present_host(parts.netloc, site)
    path = parts.path or "/"
    series = N_SERIES.fullmatch(path)
    if series:
        path = series[1]
    path = TRS_COPY.sub(r"\1\2", path)
    path = NFCMS_COPY.sub(r"/post_\1", path)
    if INDEX_PAGE.fullmatch(path[path.rfind("/") :]):
        path = path[: path.rfind("/") + 1]
    return f"{host}{path}?{parts.query}" if parts.query else f"{host}{path}"


def article_id_of(key: str) -> str:
    """Return the id by which a document is cited: twelve hexadecimal digits of its key's SHA-256.

    Example:
        >>> article_id_of("x.test/c13858389/content.html")
        '68bb589185d2'
    """
    return hashlib.sha256(key.encode()).hexdigest()[:ID_LENGTH]


def _present_host(host: str, site: SiteProfile | None) -> str:
    if site is None or not site.hosts or host in site.hosts:
        return host
    mobile = MOBILE_HOST.match(host)
    plain = host[mobile.end() :] if mobile else host
    if not {host, plain, f"www.{plain}"}.isdisjoint(site.historic_hosts):
        return site.hosts[0]
    return next((one for one in (plain, f"www.{plain}") if one in site.hosts), host)
