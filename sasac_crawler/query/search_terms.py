"""What a user types -> what is looked for. Nothing typed is ever syntax of the database.

Words separated by blanks must all be there; ``OR`` (or ``|``) between words, ``NOT`` (or ``-``) before one,
round brackets around a group, ``"…"`` for words with blanks, ``title:`` (or ``标题:``) for the title only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from sasac_crawler.errors import UsageError
from sasac_crawler.normalize.annotations import strip_annotations
from sasac_crawler.normalize.script import to_hans, to_hant
from sasac_crawler.store.search import RUN, search_form, tokens
from sasac_crawler.vocab.readings import readings

MAX_QUERY: Final = 300
# One piece of a query: something in double quotes, perhaps behind a field, or a run without blanks.
# example: 'title:"复工 复产"' · counter-example: "   "
PIECE: Final = re.compile(r'(-?(?:title|标题)[:：]|-)?"([^"]{1,300})"|(\S{1,300})')
# A word for the title only. example: "title:复工" · counter-example: "subtitle:复工"
FIELD: Final = re.compile(r"(?:title|标题)[:：](?=.)")
# A blank that stands between Han characters. example: "复 工" · counter-example: "VR 看"
_BLANK_BETWEEN_HAN: Final = re.compile(r"(?<=[\u3400-\u9fff])\s{1,20}(?=[\u3400-\u9fff])")
_WIDE_LETTERS: Final = {0xFF21 + step: 0x41 + step for step in range(26)} | {
    0xFF41 + step: 0x61 + step for step in range(26)
}
"""Full-width letters, as an input method for Chinese types them, to ASCII: so a reading is known as one."""
# One reading behind its character. example: "国(guo)" · counter-example: "国(资)"
_READING: Final = re.compile(r"([\u3400-\u9fff])[(（]([a-z]{1,6})[)）]")
_OR: Final = ("OR", "|")
_IN_A_FILE: Final = (
    "EXISTS (SELECT 1 FROM attachment_files f WHERE f.article_id = a.id AND instr(f.text_hans, :{name}))"
)


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase, in search form."""

    text: str
    title_only: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Terms and groups that must all be there, or of which one must."""

    parts: tuple["Node", ...]
    any_of: bool = False


@dataclass(frozen=True, slots=True)
class Without:
    """What must not be there."""

    part: "Node"


Node = Term | Group | Without


def parse_query(words: str) -> Node | None:
    """Return what a query looks for, or ``None`` if it holds no word.

    Raises:
        UsageError: it is too long, or only says what must not be there.

    Example:
        >>> parse_query("濟(ji)南市國(guo)資(zi)委(wei)")
        Term(text='济南市国资委', title_only=False)
        >>> parse_query("国企 -党建")
        Group(parts=(Term(text='国企', title_only=False), Without(part=Term(text='党建', title_only=False))), any_of=False)
    """
    if len(words) > MAX_QUERY:
        message = f"a search takes at most {MAX_QUERY} characters"
        raise UsageError(message)
    node = _Parser(list(_pieces(words))).query()
    if node is not None and fts_expression(node) is None:
        message = "a search needs a word that must be there, besides those that must not"
        raise UsageError(message)
    return node


def terms_of(node: Node) -> tuple[Term, ...]:
    """Return the terms that are looked for, in order; not those that must not be there."""
    match node:
        case Term():
            return (node,)
        case Group():
            return tuple(term for part in node.parts for term in terms_of(part))
        case Without():
            return ()


def fts_expression(node: Node) -> str | None:
    """Return an FTS5 expression that every hit fulfils, or ``None`` if there is none to give.

    Example:
        >>> fts_expression(Term("国资委"))
        '("国资" AND "资委")'
    """
    match node:
        case Term():
            return _term_expression(node.text)
        case Group():
            found = [fts_expression(part) for part in node.parts]
            known = [one for one in found if one is not None]
            if not known or (node.any_of and len(known) < len(found)):
                return None
            return f"({(' OR ' if node.any_of else ' AND ').join(known)})"
        case Without():
            return None


def sql_condition(node: Node, values: dict[str, str], *, with_files: bool = False) -> str:
    """Return the condition on ``articles a`` that decides, and put its parameters into ``values``.

    Args:
        node: what is looked for.
        values: where the parameters go.
        with_files: whether what an article's files say counts as said by the article.
    """
    match node:
        case Term():
            name = f"term{len(values)}"
            values[name] = node.text
            in_title = f"instr(a.title_hans, :{name})"
            if node.title_only:
                return in_title
            anywhere = f"{in_title} OR instr(a.body_hans, :{name})"
            return f"({anywhere} OR {_IN_A_FILE.format(name=name)})" if with_files else f"({anywhere})"
        case Group():
            parts = [sql_condition(part, values, with_files=with_files) for part in node.parts]
            return f"({(' OR ' if node.any_of else ' AND ').join(parts)})"
        case Without():
            return f"NOT {sql_condition(node.part, values, with_files=with_files)}"


def _term_expression(text: str) -> str | None:
    """Return the tokens a text cannot be without: its pairs, and the characters that stand alone."""
    needed: list[str] = []
    for run in RUN.findall(text):
        needed += sorted(one for one in tokens(run) if len(one) == min(len(run), 2))
    quoted = [f'"{one}"' for one in dict.fromkeys(needed)]
    return f"({' AND '.join(quoted)})" if quoted else None


@dataclass(slots=True)
class _Piece:
    kind: str
    """``word``, ``or``, ``not``, ``(`` or ``)``."""
    term: Term | None = None


def _pieces(words: str) -> Iterator[_Piece]:
    for match in PIECE.finditer(words):
        prefix, quoted, bare = match.groups()
        if quoted is not None:
            if (prefix or "").startswith("-"):
                yield _Piece("not")
            yield from _word(quoted, title_only=bool(FIELD.match((prefix or "").lstrip("-") + "x")))
        else:
            yield from _bare_pieces(bare)


def _bare_pieces(bare: str) -> Iterator[_Piece]:
    if bare in _OR:
        yield _Piece("or")
        return
    if bare in ("AND", "&"):
        return
    if bare == "NOT":
        yield _Piece("not")
        return
    # Brackets that have no partner within the word group words; 国资委(党委) is one word.
    while bare.startswith("(") and bare.count("(") > bare.count(")"):
        yield _Piece("(")
        bare = bare[1:]
    closing = 0
    while bare.endswith(")") and bare.count(")") > bare.count("("):
        closing += 1
        bare = bare[:-1]
    if bare.startswith("-") and len(bare) > 1:
        yield _Piece("not")
        bare = bare[1:]
    field_name = FIELD.match(bare)
    yield from _word(bare[field_name.end() :] if field_name else bare, title_only=field_name is not None)
    for _ in range(closing):
        yield _Piece(")")


def _word(text: str, *, title_only: bool) -> Iterator[_Piece]:
    together = _BLANK_BETWEEN_HAN.sub("", text.strip()).translate(_WIDE_LETTERS)
    forms = _forms(_READING.sub(_without_reading, strip_annotations(together).text))
    words = [_Piece("word", Term(form, title_only=title_only)) for form in forms if RUN.search(form)]
    if len(words) > 1:
        yield from (_Piece("("), words[0], _Piece("or"), words[1], _Piece(")"))
    else:
        yield from words


def _forms(word: str) -> list[str]:
    """Return how texts may have a word: 看著 is 看着 where it is from a traditional text, which it does not tell."""
    as_it_is = search_form(to_hans(word))
    if to_hant(word) != word:
        return [as_it_is]
    return list(dict.fromkeys((as_it_is, search_form(to_hans(word, "Hant")))))


def _without_reading(found: re.Match[str]) -> str:
    """Take out a reading that stands alone: of a word, unlike of a text, there is no more to judge it by."""
    return found[1] if found[2] in readings().get(found[1], ()) else found[0]


@dataclass(slots=True)
class _Parser:
    """Recursive descent over a few pieces; what makes no sense (a lone OR, a bracket) is passed over."""

    pieces: list[_Piece]
    at: int = field(default=0)

    def query(self) -> Node | None:
        node = self._any_of()
        while self.at < len(self.pieces):  # a closing bracket too many
            self.at += 1
            rest = self._any_of()
            node = _joined([one for one in (node, rest) if one is not None])
        return node

    def _any_of(self) -> Node | None:
        options = [one for one in [self._all_of()] if one is not None]
        while self._next_is("or"):
            self.at += 1
            option = self._all_of()
            if option is not None:
                options.append(option)
        return _joined(options, any_of=True)

    def _all_of(self) -> Node | None:
        parts: list[Node] = []
        while self.at < len(self.pieces) and self.pieces[self.at].kind not in ("or", ")"):
            part = self._part()
            if part is not None:
                parts.append(part)
        return _joined(parts)

    def _part(self) -> Node | None:
        piece = self.pieces[self.at]
        self.at += 1
        if piece.kind == "not":
            if self.at >= len(self.pieces) or self.pieces[self.at].kind in ("or", ")"):
                return None
            part = self._part()
            return Without(part) if part is not None else None
        if piece.kind == "(":
            node = self._any_of()
            self.at += self._next_is(")")
            return node
        return piece.term

    def _next_is(self, kind: str) -> bool:
        return self.at < len(self.pieces) and self.pieces[self.at].kind == kind


def _joined(parts: list[Node], *, any_of: bool = False) -> Node | None:
    if len(parts) <= 1:
        return parts[0] if parts else None
    return Group(tuple(parts), any_of=any_of)
