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
    paragraphs = [one for one in text.split("\n") if GATE.search(one)]
    if any(known_groups[group].is_toned for one in paragraphs for group in GROUP.findall(one)):
        return
    for paragraph in paragraphs:
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
    for index in range(1, len(pieces), 2):
        group = pieces[index]
        found = known_groups[group]
        if found.count:
            times[group[0]].add(found.count)
            pieces[index] = group[found.end :]
    bare = "".join(pieces)
    return tuple(character for character, counts in times.items() if len(counts) > 1 or character in bare)
