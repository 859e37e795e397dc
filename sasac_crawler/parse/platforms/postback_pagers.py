"""Pagers of ASP.NET WebForms: the next page is the form sent back with ``__EVENTTARGET``."""

import re
from typing import Final
from urllib.parse import urlencode

from selectolax.lexbor import LexborNode

from sasac_crawler.items import PageRequest
from sasac_crawler.parse.links import absolute_url
from sasac_crawler.parse.page import Page

# A link that sends the form back. example: "javascript:__doPostBack('AspNetPager1','2')" ·
# counter-example: "javascript:window.print()"
POSTBACK: Final = re.compile(
    r"__doPostBack\(\s{0,3}['\"]([^'\"]{1,200})['\"]\s{0,3},\s{0,3}['\"]([^'\"]{0,200})['\"]"
)
_LARGEST_STATE: Final = 500_000
"""Characters of a form that are sent back at most."""


def next_postback(page: Page, link: LexborNode) -> PageRequest | None:
    """Return the request that a pager's link makes, or ``None`` if it sends no form back.

    Every hidden field of the form goes back as it came: the server checks them.
    """
    call = POSTBACK.search(link.attributes.get("href") or link.attributes.get("onclick") or "")
    form = _form_of(link)
    if call is None or form is None:
        return None
    fields = {
        name: node.attributes.get("value") or ""
        for node in form.css("input[type=hidden][name]")
        if (name := node.attributes.get("name"))
    }
    fields |= {"__EVENTTARGET": call[1], "__EVENTARGUMENT": call[2]}
    body = urlencode(fields)
    url = absolute_url(form.attributes.get("action") or page.url, page.url)
    if url is None or len(body) > _LARGEST_STATE:
        return None
    return PageRequest(url=url, method="POST", body=body, referer=page.url)


def _form_of(link: LexborNode) -> LexborNode | None:
    node = link.parent
    while node is not None and node.tag != "form":
        node = node.parent
    return node
