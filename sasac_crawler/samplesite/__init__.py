"""Small government sites of our own writing, served on loopback for the demo and the tests.

Every institution, enterprise, place and figure in them is made up, but for the one sample article.
"""

from sasac_crawler.samplesite.server import SampleServer
from sasac_crawler.samplesite.truth import ExpectedArticle, ExpectedAttachment, truth

__all__ = ["ExpectedArticle", "ExpectedAttachment", "SampleServer", "truth"]
