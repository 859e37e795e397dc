"""A check of what is known of the commonest generator (facts: F1, the sample's own).

Within a paragraph a character it drew is annotated at every occurrence, and equally often. A text
that breaks this was made by another generator, or lost something: worth a person's look.
"""

from collections import defaultdict
from collections.abc import Iterator

from sasac_crawler.items import Issue
from sasac_crawler.normalize.annotation_forms import GATE, GROUP
from sasac_crawler.normalize.annotation_groups import annotated_until


def uneven_annotations(text: str) -> Iterator[Issue]:
    """Yield one issue for every paragraph of the repeating generator that is annotated unevenly.

    Paragraphs in which no reading is repeated are not this generator's, and are not checked.

    Example:
        >>> [issue.evidence for issue in uneven_annotations("復(fu)(fu)工復(fu)產")]
        [('復',)]
    """
    for paragraph in text.split("\n"):
        if not GATE.search(paragraph):
            continue
        uneven = _uneven_characters(paragraph)
        if uneven:
            yield Issue(
                code="annotation_self_check",
                message="A paragraph annotates a character in some places only, or not equally often.",
                evidence=uneven,
            )


def _uneven_characters(paragraph: str) -> tuple[str, ...]:
    times: defaultdict[str, set[int]] = defaultdict(set)
    pieces = GROUP.split(paragraph)
    for index, group in enumerate(pieces[1::2]):
        end = annotated_until(group)
        if end > 1:
            times[group[0]].add(group.count("(", 0, end))
            pieces[2 * index + 1] = group[end:]
    if not any(count > 1 for counts in times.values() for count in counts):
        return ()
    bare = "".join(pieces)
    return tuple(character for character, counts in times.items() if len(counts) > 1 or character in bare)
