"""What to do about an alarm, in a line: the table of the README where one reads the alarm."""

from typing import Final

from sasac_crawler.store.alarms import Alarm

_CHECK: Final = "`sasac sites check {site}`"
_BY_CAUSE: Final = {
    "dns": "look for the site's new address; put it into the profile",
    "refused": "wait; ask from another place; if only there, note it in the profile's `blocking`",
    "timeout": "wait; ask from another place; if only there, note it in the profile's `blocking`",
    "tls": "look at the certificate in a browser; wait; `[tls]` with a `mode`, a `reason` and `since` in the profile relaxes it",
    "challenge": "leave it alone; slow down (`politeness.delay`, `hours`); ask the operator of the site",
    "geo_blocked": "crawl it from a place that it answers; `sasac merge` the archives",
    "moved": (
        f"{_CHECK} says where it leads, or find the list; correct its `url` (another host: `hosts`, too) in the profile;"
        " gone for good, take it out of there and then accept"
    ),
    "http_error": (
        "look at it in a browser; refused (401, 403): leave it alone, slow down, ask the operator of the site;"
        " else correct the `url` in the profile"
    ),
    "robots": "ask the operator of the site; else take the list out of the profile: robots.txt is obeyed",
    "robots_unreachable": "wait: what robots.txt says is not known, so nothing is asked; each run tries again",
    "truncated": f"wait; then look at it in a browser: {_CHECK}",
    "too_big": f"look at it in a browser: {_CHECK}",
    "empty_list": f"a redesign or a real void: {_CHECK}",
    "parse": f"{_CHECK}, then a layout in the profile; `sasac reparse` reads again what was captured meanwhile",
    "schema": f"{_CHECK}, then a layout in the profile; `sasac reparse` reads again what was captured meanwhile",
    "rate_limited": "wait; raise `politeness.delay`",
    "server_error": "wait; raise `politeness.delay`",
}
_BY_KIND: Final = {
    "doubt": (
        "look at the page; what is wrong there a layout in the profile mends, then `sasac reparse`; if it is right so, accept it"
    ),
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
