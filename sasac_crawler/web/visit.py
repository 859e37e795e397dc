"""One request as the pages see it: what was asked, in which language and script."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeVar
from urllib.parse import parse_qsl, urlencode

from sasac_crawler.errors import UsageError
from sasac_crawler.normalize.script import to_hans, to_hant
from sasac_crawler.web.links import HIDDEN
from sasac_crawler.web.settings import WebSettings

T = TypeVar("T", bound=str)
Language = Literal["zh", "en"]
Script = Literal["printed", "hans", "hant"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")
SCRIPTS: Final[tuple[Script, ...]] = ("printed", "hans", "hant")
COOKIES: Final = {"lang": "sasac_lang", "script": "sasac_script"}
"""Where a choice of language or script is kept, by the parameter that makes it."""
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {"lang": LANGUAGES, "script": SCRIPTS}
MOST_VALUE: Final = 400
"""Characters of a parameter at most."""
_DIGITS: Final = 9

# A host as browsers send it. example: "127.0.0.1:8001", "[::1]:8001" · counter-example: "a b", "x/../y"
_HOST: Final = re.compile(r"(?:[0-9A-Za-z.-]{1,253}|\[[0-9a-fA-F:.]{2,45}\])(?::\d{1,5})?")
# A language a browser prefers, with its weight. example: "en-GB;q=0.8" · counter-example: "*"
_PREFERENCE: Final = re.compile(r"([a-zA-Z]{1,8})(?:-[a-zA-Z0-9]{1,8}){0,3}(?:;q=([01](?:\.\d{0,3})?))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request."""

    settings: WebSettings
    path: str
    """Path within the application, e.g. ``/search``."""

    places: Mapping[str, str] = field(default_factory=dict)
    """The parts of the path that vary."""

    args: Mapping[str, str] = field(default_factory=dict)
    """Parameters, the last of each name."""

    language: Language = "zh"
    script: Script = "printed"
    host: str = "localhost"
    scheme: str = "http"
    choices: Mapping[str, str] = field(default_factory=dict)
    """Choices made with this request, which a cookie is to keep."""

    def url(self, path: str, **parameters: object) -> str:
        """Return the URL of a page of ours; parameters without a value are left out."""
        given = {name: str(value) for name, value in parameters.items() if value not in (None, "")}
        query = f"?{urlencode(given)}" if given else ""
        return f"{self.settings.base_path}{path.lstrip('/')}{query}"

    def here(self, **changes: object) -> str:
        """Return the URL of this page with some parameters changed, or removed with ``None``."""
        kept = {name: value for name, value in self.args.items() if name not in COOKIES}
        return self.url(self.path, **{**kept, **changes})

    def page_before(self, page: int) -> str | None:
        """Return the URL of the page before a numbered one; the first needs no number."""
        if page <= 1:
            return None
        return self.here(page=page - 1 if page - 1 > 1 else None)

    def absolute(self, path: str, **parameters: object) -> str:
        """Return the URL of a page of ours with scheme and host, for readers outside a browser."""
        origin = self.settings.origin or f"{self.scheme}://{self.host}"
        return origin + self.url(path, **parameters)

    def shown(self, text: str | None) -> str:
        """Return a text of the archive in the script the reader chose."""
        plain = HIDDEN.sub("", text or "")
        if self.script == "printed":
            return plain
        return to_hans(plain) if self.script == "hans" else to_hant(plain)

    def text_language(self, script: str | None) -> str:
        """Return the BCP 47 language of a text as it is shown."""
        names = {"hans": "zh-Hans", "hant": "zh-Hant"}
        return names.get(self.script) or names.get((script or "").lower(), "zh")

    def number(self, name: str, *, most: int) -> int:
        """Return a parameter that is a number from 1 on; 1 if it is not given.

        Raises:
            UsageError: it is none, or too large.
        """
        text = self.args.get(name, "1")
        found = int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else 0
        if not 1 <= found <= most:
            message = f"{name} must be a number from 1 to {most}"
            raise UsageError(message)
        return found


def read_visit(request: Any, settings: WebSettings) -> Visit:  # noqa: ANN401 - Datasette has no types
    """Return what a request asks for.

    Raises:
        UsageError: a parameter is too long.
    """
    args = dict(parse_qsl(request.query_string, keep_blank_values=True, errors="replace", max_num_fields=50))
    for name, value in args.items():
        if len(name) + len(value) > MOST_VALUE:
            message = f"a parameter takes at most {MOST_VALUE} characters"
            raise UsageError(message)
    cookies = request.cookies
    language = _choice(LANGUAGES, args.get("lang"), cookies.get(COOKIES["lang"]))
    script = _choice(SCRIPTS, args.get("script"), cookies.get(COOKIES["script"]))
    host = request.headers.get("host", "")
    path = request.scope.get("route_path", request.path)
    return Visit(
        settings=settings,
        path=path,
        places=request.url_vars,
        args={name: value.strip() for name, value in args.items()},
        language=language or preferred_language(request.headers.get("accept-language", "")),
        script=script or "printed",
        host=host if _HOST.fullmatch(host) else "localhost",
        scheme="https" if request.scheme == "https" else "http",
        choices={name: args[name] for name, known in _CHOICES.items() if args.get(name) in known},
    )


def preferred_language(header: str) -> Language:
    """Return the language of ours a browser prefers by its Accept-Language; Chinese if it names neither.

    Example:
        >>> [preferred_language(one) for one in ("en-GB,en;q=0.9", "de,zh-CN;q=0.8,en;q=0.5", "")]
        ['en', 'zh', 'zh']
    """
    best: tuple[float, Language] = (0.0, "zh")
    for part in header[:400].split(","):
        match = _PREFERENCE.fullmatch(part.strip().replace(" ", ""))
        if match is None:
            continue
        weight = float(match[2] or 1)
        for language in LANGUAGES:
            if match[1].lower() == language and weight > best[0]:
                best = (weight, language)
    return best[1]


def _choice(known: tuple[T, ...], *given: str | None) -> T | None:
    return next((one for text in given for one in known if one == text), None)
