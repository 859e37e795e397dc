"""Editors, authors and issuers: the bare names, in the script they are printed in."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from sasac_crawler.items import Issue
from sasac_crawler.normalize.name_keys import fold_characters
from sasac_crawler.normalize.source_parts import trim, without_invisible

Role = Literal["author", "editor", "issuer"]

_LONGEST: Final = 200
"""Characters beyond which a credit is a text."""

_LABELS: Final = {
    "editor": r"(?:责任|网络|本期|本网|网站|值班|执行|新媒体)?编辑|责编|编审|编校|审核|审校|校对|监制|签发"
    r"|初审|复审|终审|[一二三]审",
    "author": r"(?:本报|本网|本刊|特约|见习|实习|首席|全媒体|融媒体|通讯){0,2}(?:记者|作者|通讯员)"
    r"|撰稿人?|撰文|供稿人|执笔|文字|摄影|文/图|图/文|图文|文图|文|图|摄",
    "issuer": r"发文(?:机关|单位|机构)|发布(?:机关|机构|单位)|制发机关|公开(?:主体|机构)|信息提供",
    "other": r"(?:文章|信息|稿件|新闻)?来源|稿源|(?:发布|更新)?(?:时间|日期)"
    r"|(?:浏览|阅读|点击)(?:次数|数|量)?",
}
# A label and its colon or stroke. example: "责任编辑:" · counter-example: "责任编辑部"
_LABEL: Final = re.compile(
    "(?:" + "|".join(f"(?P<{role}>{names})" for role, names in _LABELS.items()) + r")\s{0,8}[:∶/]\s{0,8}"
)
# A label without a colon at the beginning. example: "记者 张三" · counter-example: "记者站"
_BARE_LABEL: Final = re.compile(
    r"(?:本报|本网|特约|见习|实习)?(?:记者|通讯员|作者|责任编辑|编辑|责编)\s{1,8}"
)
# What parts two names. example: "张三、李四" · counter-example: "阿里木·买买提"
_BETWEEN: Final = re.compile(r"[、,;；，|｜/&和]|\s{1,8}")
# A name of two characters, spaced out to the width of three.
# example: "王　伟" · counter-example: "王伟 李娜"
_SPACED: Final = re.compile(
    r"(?<![\u3400-\u9fff])([\u3400-\u9fff])\s{1,4}([\u3400-\u9fff])(?![\u3400-\u9fff])"
)
# A name in Latin letters, whose spaces are of the name. example: "Li Wei" · counter-example: "李伟"
_LATIN: Final = re.compile(r"[A-Za-z][A-Za-z .'-]{1,30}")
# What is left of buttons, counters and labels. example: "打印" · counter-example: "语谦"
_JUNK: Final = re.compile(
    r"打印(?:本页|此页)?|关闭(?:窗口|本页)?|分享(?:到)?|收藏|纠错|返回(?:顶部)?|大|中|小|等|报道|摄|文|图"
    r"|(?:本报|本网|特约|见习|实习)?(?:记者|通讯员|作者|编辑|责任编辑)"
    r"|无|暂无|未知|佚名|null|none|undefined|[\W\d_]*|\d{1,4}[-/.年]\d{1,2}[-/.月]?\d{0,2}日?"
)
# A person's name as Chinese pages print it, folded.
# example: "语谦", "阿里木·买买提" · counter-example: "省国资委产权处"
_PERSON: Final = re.compile(
    r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{1,8}(?:[·•‧][\u3400-\u9fff]{1,8}){1,3}|[a-z][a-z .'-]{1,30}"
)
# A name in which there is nothing to take apart. example: "语谦" · counter-example: "张三和李四"
_PLAIN: Final = re.compile(r"[^\W\d_和]{2,4}")
# An organisation, by its last word. example: "省国资委" · counter-example: "语谦"
_BODY: Final = re.compile(r".{1,30}(?:委|委员会|处|局|部|办|厅|室|中心|公司|集团|网|社|报|台|院|管理员)")
# A remark in brackets behind a name. example: "张三（实习）" · counter-example: "（张三）"
_REMARK: Final = re.compile(r"(?<=.)[(（【\[][^()（）【】\[\]]{0,40}[)）】\]]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonReading:
    """Who is named in one role."""

    name: str | None
    """All names joined by ``、``, in the printed script; ``None`` if none is left."""

    names: tuple[str, ...] = ()
    """The names one by one."""

    issues: tuple[Issue, ...] = ()
    """What is in doubt."""


def clean_person(raw: str, *, role: Role) -> PersonReading:
    """Take labels, brackets and leftovers off a credit; keep the names as printed.

    What stands under the label of another role is left out: roles are never merged.

    Args:
        raw: the credit, with or without its label.
        role: ``author``, ``editor`` or ``issuer``: whose names are wanted.

    Example:
        >>> clean_person("【責任編輯:語謙】", role="editor").name
        '語謙'
        >>> clean_person("作者：张三 李四 编辑：王五", role="author").names
        ('张三', '李四')
    """
    if len(raw) > _LONGEST:
        return PersonReading(name=None, issues=(_issue("credit_too_long", role, raw[:_LONGEST]),))
    if role != "issuer" and _PLAIN.fullmatch(raw) and _is_person(raw) and not _JUNK.fullmatch(raw):
        return PersonReading(name=raw, names=(raw,))
    text = without_invisible(raw)
    names = _names(text, role)
    while (joined := "、".join(names)) != text:  # each turn takes something off, so there is a last one
        text, names = joined, _names(joined, role)
    wrong = () if role == "issuer" else tuple(one for one in names if not _is_person(one))
    doubts = tuple(_issue("not_a_person", role, one) for one in wrong)
    return PersonReading(name=text or None, names=names, issues=doubts)


def _names(raw: str, role: Role) -> tuple[str, ...]:
    text = trim(_under_label(trim(raw), role))
    if role == "issuer":
        return (text,) if text else ()
    return _people(text)


def _under_label(text: str, role: Role) -> str:
    """Return what stands under the label of a role, or before any label."""
    folded = fold_characters(text)
    cuts = list(_LABEL.finditer(folded))
    if not cuts:
        bare = _BARE_LABEL.match(folded)
        return text[bare.end() :] if bare else text
    ends = [match.start() for match in cuts[1:]] + [len(text)]
    wanted = [text[m.end() : end] for m, end in zip(cuts, ends, strict=True) if m.lastgroup == role]
    return "、".join(part for part in (text[: cuts[0].start()], *wanted) if trim(part))


def _people(text: str) -> tuple[str, ...]:
    whole = trim(_SPACED.sub(r"\1\2", text))
    if _LATIN.fullmatch(whole):
        return () if _JUNK.fullmatch(fold_characters(whole)) else (whole,)
    names = (trim(part) for part in _BETWEEN.split(_REMARK.sub(" ", whole)))
    return tuple(dict.fromkeys(name for name in names if not _JUNK.fullmatch(fold_characters(name))))


def _is_person(name: str) -> bool:
    folded = fold_characters(name)
    return _PERSON.fullmatch(folded) is not None and _BODY.fullmatch(folded) is None


def _issue(code: str, role: str, evidence: str) -> Issue:
    message = {
        "credit_too_long": "The credit is longer than any list of names.",
        "not_a_person": "The credit does not look like a person's name.",
    }[code]
    return Issue(code=code, message=message, field=role, evidence=(evidence,))
