"""What a sample site answers, and the page templates."""

import html
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from string import Template

PNG = "image/png"
PDF = "application/pdf"
PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One request, as far as the sites care."""

    path: str
    """Path as sent, still percent-encoded."""

    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    """Fields of a POST; empty for GET."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer."""

    body: bytes
    content_type: str = "text/html"
    status: HTTPStatus = HTTPStatus.OK


Routes = Mapping[str, Callable[[Question], Reply]]
"""Answers by path."""


def page(text: str, *, charset: str = "utf-8") -> Reply:
    """Return an HTML page in the charset it declares.

    The label ``gbk`` stands for GB 18030 bytes, as on the sites it is taken from.

    Example:
        >>> page("<p>李㛃</p>", charset="gbk").body.decode("gb18030")
        '<p>李㛃</p>'
    """
    codec = "gb18030" if charset == "gbk" else charset
    return Reply(body=text.encode(codec), content_type=f"text/html; charset={charset}")


def not_found() -> Reply:
    """Return the page for an unknown path."""
    return Reply(
        body=template("not_found.html").substitute().encode(),
        content_type="text/html; charset=utf-8",
        status=HTTPStatus.NOT_FOUND,
    )


def answer(routes: Routes, question: Question) -> Reply:
    """Return what a site answers, a 404 page where it has nothing.

    Example:
        >>> answer({}, Question(path="/x")).status.value
        404
    """
    route = routes.get(question.path)
    return route(question) if route else not_found()


@cache
def template(name: str) -> Template:
    """Return one of the page templates by its file name."""
    return Template(files("sasac_crawler.samplesite").joinpath("templates", name).read_text("utf-8"))


def escape(text: str) -> str:
    """Return a text as HTML; quotes included, so that it also fits into an attribute."""
    return html.escape(text)


def script_text(text: str) -> str:
    r"""Return a text as a JavaScript string that cannot end the script it stands in.

    Example:
        >>> script_text('“a</script>')
        '"“a<\\/script>"'
    """
    return json.dumps(text, ensure_ascii=False).replace("</", "<\\/")
