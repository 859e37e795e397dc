"""Documents and pictures that belong to an article."""

import html
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from sasac_crawler.items import AttachmentLink
from sasac_crawler.parse.links import absolute_url
from sasac_crawler.parse.surroundings import blocks_behind

# A path that ends in a document's suffix. example: "/P020240507.pdf" ·
# counter-example: "/pdf/index.html"
DOCUMENT_PATH: Final = re.compile(
    r"\.(?:pdf|ofd|doc[xm]?|wps|xls[xm]?|et|dps|pptx?|rtf|zip|rar|7z|txt|csv)$", re.IGNORECASE
)
# A download script. example: "/module/download/downfile.jsp?filename=a.pdf" ·
# counter-example: "/download/index.html"
DOWNLOAD_SCRIPT: Final = re.compile(r"/downfile\.jsp\?|/virtual_attach_file\.vsb\?")
# Icons beside attachments. example: "/module/jslib/icons/acrobat.png" · counter-example: "/part/1.png"
ICON: Final = re.compile(r"/(?:icons?|fileTypeImages|jslib)/|\bconac\.cn/", re.IGNORECASE)
# A viewer with the document's address. example: "/pdfjs/web/viewer.html?file=%2Fa.pdf" ·
# counter-example: "/profile=1"
VIEWER: Final = re.compile(r"viewer\.html?\?(?:[^#\s]{0,200}&)?file=([^&#\s]{1,1000})", re.IGNORECASE)
# VSB's player. example: 'showVsbpdfIframe("/__local/a.pdf","100%")' · counter-example: "function showVsbpdfIframe(a)"
VSB_PLAYER: Final = re.compile(r"showVsbpdfIframe\(\s{0,5}[\"']([^\"'\s]{1,1000})[\"']")
# A script's list of attachments. example: "var file_appendix='<a href=./P0.doc>附件</a>'" ·
# counter-example: "file_appendix != ''"
APPENDIX_SCRIPT: Final = re.compile(
    r"\bfile_appendix\s{0,5}=\s{0,5}(['\"])(.{1,5000}?)\1\s{0,5};?", re.DOTALL
)
# What a list of attachments is called. example: "附件：" · counter-example: "附近"
APPENDIX: Final = re.compile(r"附件|相关文档|下载")
_LONGEST_LABEL: Final = 200
_CLIMBED: Final = 3
"""Boxes around a body behind which lists of attachments are looked for."""
_LABEL_AT: Final = 12
"""Characters in which the label stands, where the list is not right behind the body."""
_HOLDERS = ".attachment, .fj, .fj-fj, p.insertfileTag, a.nfw-cms-attachment"
"""What holds links to documents outside the body, or is one."""
_NAMING = "a[href], img[src], iframe[src], embed[src], object[data], [pdfsrc]"
"""What names a document or picture; most bodies have none, and one walk tells."""


def read_attachments(
    body: LexborNode, tree: LexborHTMLParser, *, base: str, text: str = ""
) -> tuple[AttachmentLink, ...]:
    """Return the documents and pictures of an article, each ``(url, name)`` once, in page order.

    Args:
        body: the element that holds the article.
        tree: the page: lists of attachments stand outside the body too.
        base: URL that addresses are relative to.
        text: the page's markup, in which scripts name documents; left out, they are not looked for.

    Example:
        >>> tree = LexborHTMLParser('<div><a href="./P0.pdf">附件</a><img src="part/1.png"></div>')
        >>> [(a.name, a.kind) for a in read_attachments(tree.css_first("div"), tree, base="http://x.test/a/")]
        [('附件', 'document'), ('1.png', 'image')]
    """
    found: dict[tuple[str, str], AttachmentLink] = {}
    has_own = body.css_first(_NAMING) is not None
    links = (*(body.css("a[href]") if has_own else ()), *_outside(tree), *_beside(body))
    named = (*map(_linked, links), *(_embedded(body) if has_own else ()), *_scripted(text))
    for href, name in named:
        url = absolute_url(href, base)
        if url and _is_document(url) and not any(known == url for known, _ in found if not name):
            label = name or _file_name(url)
            found.setdefault((url, label), AttachmentLink(url=url, name=label, kind="document"))
    for image in body.css("img[src]") if has_own else ():
        url = absolute_url(image.attributes.get("src") or "", base)
        if url and not ICON.search(url):
            name = image.attributes.get("alt") or _file_name(url)
            found.setdefault((url, name), AttachmentLink(url=url, name=name, kind="image"))
    return tuple(found.values())


def _linked(link: LexborNode) -> tuple[str, str]:
    name = " ".join(link.text().split()) or (link.attributes.get("title") or "")
    return link.attributes.get("href") or "", name


def _outside(tree: LexborHTMLParser) -> Iterator[LexborNode]:
    for holder in tree.css(_HOLDERS):
        yield from holder.css("a[href]")


def _beside(body: LexborNode) -> Iterator[LexborNode]:
    """Yield the links of what stands behind a body, or behind the boxes around it, and is called 附件."""
    for level, node in blocks_behind(body, climbed=_CLIMBED):
        label = _LABEL_AT if level else _LONGEST_LABEL
        if node.tag not in ("-text", "-comment") and APPENDIX.search(node.text().strip()[:label]):
            yield from node.css("a[href]")


def _embedded(body: LexborNode) -> Iterator[tuple[str, str]]:
    """Yield what players and frames show: the address is in an attribute or behind ``file=``."""
    for node in body.css("[pdfsrc]"):
        yield node.attributes.get("pdfsrc") or "", ""
    for node in body.css("iframe[src], embed[src], object[data], a[href]"):
        address = (
            node.attributes.get("src") or node.attributes.get("data") or node.attributes.get("href") or ""
        )
        viewer = VIEWER.search(address)
        if viewer:
            yield unquote(viewer[1]), ""
        elif node.tag != "a":
            yield address, ""


def _scripted(text: str) -> Iterator[tuple[str, str]]:
    """Yield what scripts write into the page: players of VSB, lists of attachments of TRS."""
    # Looked for as plain words first: the patterns take a hundred times as long over a whole page.
    for match in VSB_PLAYER.finditer(text) if "showVsbpdfIframe" in text else ():
        yield html.unescape(match[1]), ""
    for match in APPENDIX_SCRIPT.finditer(text) if "file_appendix" in text else ():
        written = LexborHTMLParser(match[2].replace("\\/", "/").replace("\\" + match[1], match[1]))
        for link in written.css("a[href]"):
            yield link.attributes.get("href") or "", " ".join(link.text().split())


def _is_document(url: str) -> bool:
    return bool(DOCUMENT_PATH.search(urlsplit(url).path) or DOWNLOAD_SCRIPT.search(url))


def _file_name(url: str) -> str:
    return unquote(urlsplit(url).path.rpartition("/")[2]) or url
