"""A check of what is known of the commonest generator (facts: F1, the sample's own).

Within a paragraph a character it drew is annotated at every occurrence, and equally often, always
without tones. A text that breaks this was made by another generator, or lost something on the way:
worth a person's look.
"""

from collections import defaultdict
from collections.abc import Iterator

from sasac_crawler.items import Issue
from sasac_crawler.normalize.annotation_forms import GATE, GROUP
from sasac_crawler.normalize.annotation_groups import known_groups


def uneven_annotations(text: str) -> Iterator[Issue]:
    """Yield one issue for every paragraph that is annotated unevenly; toned texts are not checked.

    Example:
        >>> [issue.evidence for issue in uneven_annotations("復(fu)(fu)工復(fu)產")]
        [('復',)]
        >>> list(uneven_annotations("成形(xíng)，形式"))
        []
    """
    paragraphs = [GROUP.split(one) for one in text.split("\n") if GATE.search(one)]
    if any(known_groups[group].is_toned for pieces in paragraphs for group in pieces[1::2]):
        return
    for pieces in paragraphs:
        uneven = _uneven_characters(pieces)
        if uneven:
            yield Issue(
                code="annotation_self_check",
                message="A paragraph annotates a character in some places only, or not equally often.",
                evidence=uneven,
            )


def _uneven_characters(pieces: list[str]) -> tuple[str, ...]:
    """Return the uneven characters of a paragraph, given as text and groups in turn."""
    times: defaultdict[str, set[int]] = defaultdict(set)
    bare = pieces[::2]
    for group in pieces[1::2]:
        found = known_groups[group]
        if found.count:
            times[group[0]].add(found.count)
        if found.end < len(group):
            bare.append(group[found.end :] if found.count else group)
    rest = "".join(bare)
    return tuple(character for character, counts in times.items() if len(counts) > 1 or character in rest)
