"""Coverage-guided fuzzing of the cleaner: python tests/fuzz/clean.py -max_total_time=60."""

import sys
import unicodedata

import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]  # ships no types

with atheris.instrument_imports(include=["sasac_crawler.normalize"]):
    from sasac_crawler.normalize.annotations import strip_annotations
    from sasac_crawler.normalize.rules import replay, undo
    from sasac_crawler.normalize.script import detect_script, to_hans
    from sasac_crawler.normalize.spam import spam_issues
    from sasac_crawler.normalize.text import clean_text

VERDICTS = (None, True, False)
PIECES = (
    "國", "资", "復", "工", "荨", "律", "業", "袠", "(", ")", "（", "）", "(guo)", "(gong)", "(yè)", "(fu)", "(lü4)", "(guó zī)",
    "(ㄍㄨㄛˊ)", "（guó）", "?shù)", "?！?", "，F(xiàn)u", "\ufffd", "\ue313", "\u200b", "\u3000", "\n",
    "，", ",", "Ａ", "\u0301", "\ud800",
)  # fmt: skip


def text_of(provider: "atheris.FuzzedDataProvider") -> str:
    """Return random Unicode, random bytes, or pieces of annotated and damaged text."""
    kind = provider.ConsumeIntInRange(0, 2)
    if kind == 0:
        return str(provider.ConsumeUnicode(400))
    if kind == 1:
        return bytes(provider.ConsumeBytes(400)).decode(errors="replace")
    return "".join(PIECES[provider.ConsumeIntInRange(0, len(PIECES) - 1)] for _ in range(60))


def check(data: bytes) -> None:
    """Every law of the cleaner holds for one text."""
    provider = atheris.FuzzedDataProvider(data)
    verdict = VERDICTS[provider.ConsumeIntInRange(0, len(VERDICTS) - 1)]
    text = text_of(provider)
    for cleaned in (
        strip_annotations(text, document_is_annotated=verdict),
        clean_text(text, document_is_annotated=verdict),
    ):
        if replay(text, cleaned.steps) != cleaned.text or undo(cleaned.text, cleaned.steps) != text:
            raise AssertionError(f"{text!r}: the steps do not lead to the text and back")  # noqa: EM102, TRY003 - shown once
        # NFC takes the few characters apart that it excludes from composition (ਸ਼).
        if len(cleaned.text) > max(len(text), len(unicodedata.normalize("NFC", text))):
            raise AssertionError(f"{text!r} grew to {cleaned.text!r}")  # noqa: EM102, TRY003 - shown once
        assert isinstance(cleaned.issues, tuple)
    again = clean_text(clean_text(text, document_is_annotated=verdict).text, document_is_annotated=verdict)
    if again.steps:
        raise AssertionError(f"{text!r} is not clean after cleaning: {again.steps}")  # noqa: EM102, TRY003 - shown once
    spam_issues(text[:20], text)
    detect_script(to_hans(text))


if __name__ == "__main__":
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
