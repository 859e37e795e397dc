"""A site profile for the synthetic site, so that the real crawler can crawl it."""

from pathlib import Path
from typing import Final

from tests.faults.certificates import PROFILE_HOST

HOST: Final = PROFILE_HOST


def write_profile(  # noqa: PLR0913 - what a test may want to vary
    folder: Path,
    number: int,
    *,
    slug: str = "fault_test",
    host: str = HOST,
    start: str = "",
    floor: int = 1,
    delay: float = 0.001,
    tls_mode: str = "",
) -> Path:
    """Write ``<slug>.toml`` for ``/site/<number>/`` under a host name; return its path.

    Args:
        folder: where it goes; made if it is missing.
        number: the site's number, see ``site.expected_site``.
        slug: name of the profile and the spider.
        host: the only host it allows; lead it to the server by ``FaultServer.resolve_entry(host)``.
        start: path of the channel's first page, if it is another than the site's ``index.html``.
        floor: least acceptable count on the first list page.
        delay: seconds between requests.
        tls_mode: ``strict``, ``unverified``, ``legacy_reneg``, ``tls10``: the channel is then https.
    """
    scheme = "https" if tls_mode else "http"
    tls = f'\n[tls]\nmode = "{tls_mode}"\nreason = "fault test"\nsince = 2026-01-01\n' if tls_mode else ""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{slug}.toml"
    path.write_text(
        f"""# The synthetic site of tests/faults.
slug = "{slug}"
name_zh = "第{number}测试站"
name_short = "测试站"
name_en = "Synthetic site {number}"
level = "province"
homepage = "{scheme}://{host}/"
hosts = ["{host}"]
platform = "trs_wcm"

[politeness]
delay = {delay}
{tls}
[[channels]]
id = "dongtai"
name_zh = "工作动态"
category = "news"
url = "{scheme}://{host}{start or f"/site/{number}/index.html"}"
floor = {floor}
""",
        "utf-8",
    )
    return path
