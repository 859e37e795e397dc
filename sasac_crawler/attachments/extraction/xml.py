"""XML from strangers: entities stay unresolved, nothing is fetched, trees have lxml's default limits."""

from lxml import etree

from sasac_crawler.attachments.extraction.reading import RefusalError
from sasac_crawler.attachments.records import Outcome


def parse_xml(content: bytes) -> etree._Element:
    """Return the root of a document.

    Raises:
        RefusalError: not well-formed, or beyond the limits.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise RefusalError(Outcome.DAMAGED, f"XML: {error.msg}") from error
