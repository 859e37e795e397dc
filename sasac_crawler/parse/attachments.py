"""Documents and pictures that belong to an article."""

import re
from typing import Final
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sasac_crawler.items import AttachmentLink
from sasac_crawler.parse.links import absolute_url

# A path that ends in a document's suffix. example: "/P020240507.pdf" ·
# counter-example: "/pdf/index.html"
DOCUMENT_PATH: Final = re.compile(
    r"\.(?:pdf|ofd|docx?|wps|xlsx?|et|pptx?|zip|rar|7z|txt|csv)$", re.IGNORECASE
)
# A download script. example: "/module/download/downfile.jsp?filename=a.pdf" ·
# counter-example: "/download/index.html"
DOWNLOAD_SCRIPT: Final = re.compile(r"/downfile\.jsp\?|/virtual_attach_file\.vsb\?")
# Icons beside attachments. example: "/module/jslib/icons/acrobat.png" · counter-example: "/part/1.png"
ICON: Final = re.compile(r"/(?:icons?|fileTypeImages|jslib)/|\bconac\.cn/", re.IGNORECASE)
_OUTSIDE = ".attachment a[href], .fj a[href], .fj-fj a[href], p.insertfileTag a[href]"


def read_attachments(body: LexborNode, tree: LexborHTMLParser, *, base: str) -> tuple[AttachmentLink, ...]:
    """Return the documents and pictures of an article, each ``(url, name)`` once, in page order.

    Example:
        >>> tree = LexborHTMLParser('<div><a href="./P0.pdf">附件</a><img src="part/1.png"></div>')
        >>> [(a.name, a.kind) for a in read_attachments(tree.css_first("div"), tree, base="http://x.test/a/")]
        [('附件', 'document'), ('1.png', 'image')]
    """
    found: dict[tuple[str, str], AttachmentLink] = {}
    for link in [*body.css("a[href]"), *tree.css(_OUTSIDE)]:
        url = absolute_url(link.attributes.get("href") or "", base)
        if url and _is_document(url):
            name = " ".join(link.text().split()) or link.attributes.get("title") or _file_name(url)
            found.setdefault((url, name), AttachmentLink(url=url, name=name, kind="document"))
    for image in body.css("img[src]"):
        url = absolute_url(image.attributes.get("src") or "", base)
        if url and not ICON.search(url):
            name = image.attributes.get("alt") or _file_name(url)
            found.setdefault((url, name), AttachmentLink(url=url, name=name, kind="image"))
    return tuple(found.values())


def _is_document(url: str) -> bool:
    return bool(DOCUMENT_PATH.search(urlsplit(url).path) or DOWNLOAD_SCRIPT.search(url))


def _file_name(url: str) -> str:
    return unquote(urlsplit(url).path.rpartition("/")[2]) or url
