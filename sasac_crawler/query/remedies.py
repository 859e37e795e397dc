"""What to do about an alarm, in a line: the table of the README where one reads the alarm."""

from typing import Final

from sasac_crawler.store.alarms import Alarm

_CHECK: Final = "`sasac sites check {site}`"
_BY_CAUSE: Final = {
    "dns": "look for the site's new address; put it into the profile",
    "refused": "wait; ask from another place; if only there, note it in the profile's `blocking`",
    "timeout": "wait; ask from another place; if only there, note it in the profile's `blocking`",
    "tls": "look at the certificate in a browser; relax `tls.mode` in the profile only with a reason",
    "challenge": "leave it alone; slow down (`politeness.delay`, `hours`); ask the operator of the site",
    "geo_blocked": "crawl it from a place that it answers; `sasac merge` the archives",
    "moved": "find the list; correct its `url` in the profile; gone for good, take it out of there and then accept",
    "empty_list": f"a redesign or a real void: {_CHECK}",
    "parse": f"{_CHECK}, then a layout in the profile; `sasac reparse` reads again what was captured meanwhile",
    "schema": f"{_CHECK}, then a layout in the profile; `sasac reparse` reads again what was captured meanwhile",
    "rate_limited": "wait; raise `politeness.delay`",
    "server_error": "wait; raise `politeness.delay`",
}
_BY_KIND: Final = {
    "fill": "look at the page; a layout in the profile says where the field stands now; then `sasac reparse`",
    "way": "look whether the field is right still; if so, accept it; else a layout in the profile and `sasac reparse`",
    "charset": "look whether the text is whole; if so, accept it; else `encoding` in the profile and `sasac reparse`",
    "body": "look whether the text is whole; else a layout in the profile and `sasac reparse`",
    "entries": f"look at the list: {_CHECK}",
    "floor": f"look at the list: {_CHECK}",
    "challenge": _BY_CAUSE["challenge"],
}
_ELSE: Final = f"look at the first page that shows it, and at the list: {_CHECK}"


def remedy(alarm: Alarm) -> str:
    """Return what to do about an alarm."""
    return (_BY_CAUSE.get(alarm.cause) or _BY_KIND.get(alarm.kind) or _ELSE).format(site=alarm.site)
