"""Names of the files of a list, as in ``index.html``, ``index_2.html``."""

import re
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# The file of a list page. example: "index_2.html", "list.shtml" · counter-example: "t20240507_1234567.html"
NUMBERED_FILE: Final = re.compile(
    r"\A(?P<stem>[A-Za-z][A-Za-z0-9-]{0,60}?(?:_(?!\d{1,4}\.)[A-Za-z0-9-]{1,60}){0,5})(?:_(?P<number>\d{1,4}))?"
    r"\.(?P<ext>s?html?|jsp|aspx?)"
)
# A file that carries its number behind the word page. example: "art_page1.html" ·
# counter-example: "page.html"
PAGE_FILE: Final = re.compile(r"(?P<stem>\w{0,60}page_?)(?P<number>\d{1,4})\.(?P<ext>s?html?)")


def numbered_file(url: str, number: int) -> str | None:
    """Return the address of page ``number`` of a list, by the name of another of its pages.

    Args:
        url: a page of the list; a folder stands for its ``index.html``.
        number: the number to write into the name, as the site counts.

    Returns:
        The address, or ``None`` if the name has no known form.

    Example:
        >>> numbered_file("http://x.test/tzgg/", 2)
        'http://x.test/tzgg/index_2.html'
        >>> numbered_file("http://x.test/gg/list_2.shtml", 3), numbered_file("http://x.test/art_page1.html", 2)
        ('http://x.test/gg/list_3.shtml', 'http://x.test/art_page2.html')
        >>> numbered_file("http://x.test/show.php", 2)
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    folder, _, name = parts.path.rpartition("/")
    by_word = PAGE_FILE.fullmatch(name)
    match = NUMBERED_FILE.fullmatch(name or "index.html")
    if by_word:
        file = f"{by_word['stem']}{number}.{by_word['ext']}"
    elif match:
        file = f"{match['stem']}_{number}.{match['ext']}"
    else:
        return None
    return urlunsplit(parts._replace(path=f"{folder}/{file}", query="", fragment=""))


def with_query(url: str, **values: int | str) -> str:
    """Return an address with some of its query's values replaced.

    Example:
        >>> with_query("http://x.test/content/column/6791573?a=1&pageIndex=1", pageIndex=2)
        'http://x.test/content/column/6791573?a=1&pageIndex=2'
    """
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | {k: str(v) for k, v in values.items()}
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))
