"""How parent and child speak: a length of four bytes, then JSON."""

import json
from dataclasses import asdict
from typing import BinaryIO

from sasac_crawler.attachments.kinds import Kind
from sasac_crawler.attachments.records import ExtractedText, Limits, Outcome
from sasac_crawler.items import Issue


def write_message(stream: BinaryIO, message: object) -> None:
    """Write one message and flush."""
    content = json.dumps(message).encode()
    stream.write(len(content).to_bytes(4, "big") + content)
    stream.flush()


def to_message(found: ExtractedText) -> dict[str, object]:
    """Return a record as JSON takes it."""
    return asdict(found)


def from_message(content: bytes) -> ExtractedText:
    """Return the record a child sent.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: the child did not keep to the form.

    Example:
        >>> found = ExtractedText(kind=Kind.PDF, outcome=Outcome.EXTRACTED, text="国资", members=("甲",))
        >>> from_message(json.dumps(to_message(found)).encode()) == found
        True
    """
    fields = json.loads(content)
    issues = tuple(Issue(**{**issue, "evidence": tuple(issue["evidence"])}) for issue in fields.pop("issues"))
    members = tuple(fields.pop("members"))
    kind, outcome = Kind(fields.pop("kind")), Outcome(fields.pop("outcome"))
    return ExtractedText(kind=kind, outcome=outcome, issues=issues, members=members, **fields)


def limits_from_message(content: str) -> Limits:
    """Return limits from the JSON object on the child's command line."""
    return Limits(**json.loads(content))
