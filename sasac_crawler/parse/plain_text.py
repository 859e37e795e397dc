"""A text that was copied from a page: headline, header line, paragraphs, editor's credit."""

from dataclasses import dataclass

from sasac_crawler.parse.header_line import HeaderLine, read_header_line, split_editor_line

_HEAD_LINES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainText:
    """The parts of a copied text."""

    title: str
    header: HeaderLine
    body: str
    editor: str | None


def read_plain_text(text: str) -> PlainText:
    r"""Take a copied article apart.

    The first line is the headline; a second line that repeats it is a trace of copying. A line
    among the first five with 来源 or 发布时间 is the header line.

    Example:
        >>> plain = read_plain_text("通知\n通知\n来源:省国资委\n正文。\n【责任编辑:语谦】")
        >>> plain.title, plain.body, plain.editor, plain.header.source
        ('通知', '正文。', '语谦', '省国资委')
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return PlainText(title="", header=HeaderLine(), body="", editor=None)
    title, rest = lines[0], lines[1:]
    if rest and rest[0] == title:
        rest = rest[1:]
    header = HeaderLine()
    for index, line in enumerate(rest[:_HEAD_LINES]):
        found = read_header_line(line)
        if found.source or found.date:
            header = found
            rest = rest[:index] + rest[index + 1 :]
            break
    body, editor = split_editor_line("\n".join(rest))
    return PlainText(title=title, header=header, body=body, editor=editor)
