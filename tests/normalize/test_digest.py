"""The digest never changes: it is compared with its first definition, the plain one."""

import re
import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from sasac_crawler.normalize import digest
from sasac_crawler.normalize.digest import content_digest, significant_text

_FIRST_PATTERN = re.compile(r"[\W_]+")
# Combining marks (of "<", ">", "=" too), jamo, kana with voicing marks, compatibility forms of letters and
# digits, a letter whose lower case is two, separators: what a normalisation could trip over.
_TRICKY = "\u0301\u0323\u0338\u3099\u309a\u1100\u1161\u11a8かハ㈱①⑴㎡％１ａＡ２_<>=eAaß\u0130Ⅳ½…‥·・￥ﾊﾞ\u2028\u200b\u115f\u3164"
TEXTS = st.text(
    st.one_of(
        st.sampled_from(digest._PUNCTUATION.pattern + _TRICKY + "国企改革3"),  # noqa: SLF001 - the table is what is doubted
        st.characters(codec="utf-8"),
    )
)


def first_definition(text: str) -> str:
    return _FIRST_PATTERN.sub("", unicodedata.normalize("NFKC", text)).casefold()


@given(TEXTS)
@example("e，\u0301")
@example("か。\u3099")
@example("\u1100 \u1161")
@example("<\u0338a")
@example("")
@settings(max_examples=2000, deadline=None)
def test_a_text_keeps_the_significant_characters_it_always_had(text: str) -> None:
    assert significant_text(text) == first_definition(text)


def test_every_character_alone_and_between_letters_and_marks() -> None:
    for number in (*range(0xD800), *range(0xE000, 0x110000)):
        text = f"國{chr(number)}，{chr(number)}\u0301"
        assert significant_text(text) == first_definition(text)


def test_digests_of_stored_texts() -> None:
    """Computed once by hashlib over ``"通知\\n济南市100"``; an archive holds such digests for ever."""
    assert content_digest("通 知", "济南市：１００%。") == (
        "sha256:3d9b18ed47d6882004a3af9e8bb77831291705a52e7d3198cb62157b87d8cbef"
    )
