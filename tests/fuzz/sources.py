"""Coverage-guided fuzzing of sources, persons and mentions.

python tests/fuzz/sources.py -max_total_time=60
"""

import sys

import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]  # ships no types

with atheris.instrument_imports(include=["sasac_crawler.normalize"]):
    from sasac_crawler.normalize.mentions import find_mentions
    from sasac_crawler.normalize.people import clean_person
    from sasac_crawler.normalize.sources import resolve_source

SITES = (None, "sasac", "sasac-370000", "sasac-370100", "sasac-450000", "xpcc-sasac", "no-such-body")


def check(data: bytes) -> None:
    """Read one text every way; every name must stay what it is when it is read again."""
    provider = atheris.FuzzedDataProvider(data)
    site = SITES[provider.ConsumeIntInRange(0, len(SITES) - 1)]
    # Half of the texts are made of valid UTF-8, which random bytes hardly ever are.
    text = (
        provider.ConsumeUnicode(400)
        if provider.ConsumeBool()
        else provider.ConsumeBytes(400).decode(errors="replace")
    )
    reading = resolve_source(text, site_org=site)
    if reading.name is not None:
        again = resolve_source(reading.name, site_org=site)
        if (again.name, again.org_id, again.others) != (reading.name, reading.org_id, ()):
            message = f"{text!r} on {site}: {reading} becomes {again}"
            raise AssertionError(message)
    for role in ("author", "editor", "issuer"):
        name = clean_person(text, role=role).name
        if name is not None and clean_person(name, role=role).name != name:
            message = f"{text!r} as {role}: {name!r} does not stay"
            raise AssertionError(message)
    for one in find_mentions(text):
        if text[one.offset : one.offset + len(one.surface)] != one.surface:
            message = f"{text!r}: {one}"
            raise AssertionError(message)


if __name__ == "__main__":
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
