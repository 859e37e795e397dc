"""robots.txt that is too long, or begins with a byte order mark."""

from sasac_crawler.parse.robots import MAX_BYTES, RobotsRules

URL = "http://gzw.fault.test/n1/c2/content.html"


def test_a_line_that_is_cut_says_nothing() -> None:
    beginning = b"User-agent: *\n"
    filler = b"#" * (MAX_BYTES - len(beginning) - len(b"\nDisallow: /")) + b"\nDisallow: /private/\n"
    assert RobotsRules(beginning + filler, "sasac_crawler").allows(URL)


def test_a_rule_within_the_limit_holds_in_a_file_beyond_it() -> None:
    rules = RobotsRules(b"User-agent: *\nDisallow: /n1/\n" + b"#\n" * MAX_BYTES, "sasac_crawler")
    assert not rules.allows(URL)


def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    assert not RobotsRules("\ufeffUser-agent: *\nDisallow: /n1/\n".encode(), "sasac_crawler").allows(URL)
