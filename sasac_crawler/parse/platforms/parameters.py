"""What a page says of its own paging against what the profile holds."""

from sasac_crawler.items import Issue
from sasac_crawler.sites import Channel


def page_or_profile(said: str | None, channel: Channel, *, name: str) -> tuple[str | None, tuple[Issue, ...]]:
    """Return a value the platform pages by, and an issue if page and profile disagree.

    The page's own statement wins, the profile's is the fallback.

    Example:
        >>> channel = Channel(id="a", name_zh="公告", category="notice", url="http://x.test/",
        ...                   parameters=(("pag_id", "260"),))
        >>> page_or_profile(None, channel, name="pag_id")
        ('260', ())
        >>> value, issues = page_or_profile("261", channel, name="pag_id")
        >>> value, issues[0].evidence
        ('261', ('261', '260'))
    """
    known = dict(channel.parameters).get(name)
    if said is None or known is None or said == known:
        return said if said is not None else known, ()
    message = f"The page gives {name} {said}, the profile {known}; the page's is used."
    return said, (Issue(code="parameter_differs", message=message, field=name, evidence=(said, known)),)
