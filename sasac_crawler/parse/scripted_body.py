"""The text of a page that holds it in a script: as a string of JSON, drawn by the browser."""

import json
import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

# A string of a script. example: '"content":"\\u003Cp\\u003E正文"' · counter-example: "'content'"
_STRING: Final = re.compile(r'"((?:[^"\\\n]|\\.){0,500000})"')
# Markup of a text, escaped or not. example: "\\u003Cp", "<p" · counter-example: "<img"
_MARKUP: Final = re.compile(r"(?:<|\\u003c)(?:p|div|section)\b", re.IGNORECASE)
# A sentence. example: "省国资委召开年度工作会议，部署任务。" · counter-example: "暂无数据"
_SENTENCE: Final = re.compile(r"[\u3400-\u9fff，、]{8,200}[。；：]")
_SHORTEST: Final = 40
"""Characters of markup below which a string is a button, not a text."""


def find_scripted_body(tree: LexborHTMLParser) -> LexborNode | None:
    r"""Return the longest text that a page's scripts hold as markup, ``None`` if they hold none.

    Example:
        >>> script = r'<script>a={"text":"\u003Cp\u003E省国资委召开年度工作会议，部署改革任务。\u003C/p\u003E"}</script>'
        >>> find_scripted_body(LexborHTMLParser(script)).text()
        '省国资委召开年度工作会议，部署改革任务。'
    """
    scripts = (node.text() for node in tree.css("script:not([src])"))
    strings = (match[1] for text in scripts if _MARKUP.search(text) for match in _STRING.finditer(text))
    longest = max((one for one in strings if _MARKUP.search(one)), key=len, default="")
    if len(longest) < _SHORTEST:
        return None
    try:
        markup = json.loads(f'"{longest}"', strict=False)
    except ValueError:
        return None
    body = LexborHTMLParser(markup).body
    # A script's templates are markup too: only sentences are a text.
    return body if body is not None and _SENTENCE.search(body.text()) else None
