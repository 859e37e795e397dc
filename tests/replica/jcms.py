"""What the lists of a Hanweb JCMS site are made of (facts C): data islands, in the page and from the interface."""

import html
from collections.abc import Sequence
from typing import Final

from tests.replica.model import XML, Answer
from tests.replica.prose import Row

PROXY: Final = "/module/web/jpage/dataproxy.jsp"
UNKNOWN: Final = Answer(
    body=b"<datastore>\r\n<recordset>\r\n</recordset>\r\n</datastore>\r\n", content_type=XML
)
"""The whole of an answer to ids that the interface does not know: 54 bytes."""


def _record(one: Row, number: int, base: str) -> str:
    """A record in one of the forms that stand side by side: list item, table row, absolute address."""
    title, cut = html.escape(one.title), html.escape(one.title[:12])
    href = one.path if number % 2 and one.url.startswith(base) else one.url
    if number % 3 == 1:
        return f'<li><a href="{href}" target="_blank" title="{title}">{cut}...</a><span class="fr">[{one.day}]</span></li>'
    if number % 3 == 2:
        return (
            f"<tr><td width='12'><img src='/picture/0/dot.gif'></td><td><a href='{href}' title='{title}'>{cut}...</a></td>"
            f"<td class='bt_time'><b>{one.day}</b></td></tr>"
        )
    return f'<li><a href="{href}" title="{title}">{title}</a><i>{one.day}</i><br/></li>'


def island(rows: Sequence[Row], base: str, *, group: str = "", counts: str = "") -> str:
    """Return rows as a datastore, with the link to the next group and the site's own counts where there are any."""
    records = "\n".join(
        f"<record><![CDATA[\n{_record(one, number, base)}]]></record>"
        + ("<ul><li style=<br/>" if number == 2 else "")
        for number, one in enumerate(rows, 1)
    )
    nextgroup = f'<nextgroup><![CDATA[<a href="{html.escape(group)}"></a>]]></nextgroup>' if group else ""
    return f"<datastore>\n{nextgroup}\n<recordset>\n{records}\n</recordset>{counts}</datastore>"


def answer(datastore: str) -> Answer:
    """Return what the interface sends."""
    return Answer(body=f"<?xml version='1.0'?>{datastore}".encode(), content_type=XML)
