"""Which OpenCC configuration puts our texts back best: ``python -m tests.bench.script``.

Simplified text of ours (the sample, the demo sites' articles, the names in ``vocab``) is made traditional
in three ways and brought back; counted are the characters that differ, per 100,000 Han characters.
"""

import re
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from opencc import OpenCC

from sasac_crawler.normalize.script import to_hans

ROOT = Path(__file__).parents[2]
CONFIGURATIONS = ("t2s", "tw2s", "hk2s", "tw2sp")
PARTNERS = {"着": "著", "台": "臺"}
LEFT = "面里后干系制范于采布占筑"
"""What the sample's mirror does besides OpenCC's own choice: one partner a character, ambiguous ones left."""
HAN = re.compile(r"[\u3400-\u9fff]")


def our_texts() -> Iterator[str]:
    """Yield simplified text of our own writing."""
    yield (ROOT / "data/sample/expected-hans.txt").read_text("utf-8")
    for path in sorted((ROOT / "sasac_crawler/samplesite/texts").glob("*.toml")):
        yield from _strings(tomllib.loads(path.read_text("utf-8")))
    for path in sorted((ROOT / "sasac_crawler/vocab").glob("*.toml")):
        yield from _strings(tomllib.loads(path.read_text("utf-8")))
    yield (ROOT / "sasac_crawler/vocab/divisions.csv").read_text("utf-8")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)


def main() -> None:
    text = "\n".join(our_texts())
    text = "\n".join(line for line in text.splitlines() if OpenCC("t2s").convert(line) == line)
    han = len(HAN.findall(text))
    s2t, s2hk, s2tw = (OpenCC(name).convert for name in ("s2t", "s2hk", "s2tw"))
    mirrored = "".join(
        plain if plain in LEFT else PARTNERS.get(plain, made)
        for plain, made in zip(text, "".join(map(s2t, text)), strict=True)
    )
    sources = {"mirror's map": mirrored, "s2t": s2t(text), "s2tw": s2tw(text), "s2hk": s2hk(text)}
    hant = (ROOT / "data/sample/expected-hant.txt").read_text("utf-8")
    hans = (ROOT / "data/sample/expected-hans.txt").read_text("utf-8")
    print(f"{han:,} Han characters; errors per 100,000, and MB/s")
    for name in (*CONFIGURATIONS, "ours"):
        convert = to_hans if name == "ours" else OpenCC(name).convert
        started = time.perf_counter()
        results = {kind: convert(source) for kind, source in sources.items()}
        speed = sum(len(one.encode()) for one in sources.values()) / (time.perf_counter() - started) / 1e6
        cells = []
        for kind, result in results.items():
            wrong = [(a, b) for a, b in zip(text, result, strict=False) if a != b]
            cells.append(f"{kind} {len(wrong) / han * 1e5:7.1f}")
            if len(text) == len(result):
                cells.append(" ".join(sorted({a + b for a, b in wrong}))[:60])
        print(
            f"{name:6} sample {'equal' if convert(hant) == hans else 'differs'}  {'  '.join(cells)}  {speed:.0f} MB/s"
        )


if __name__ == "__main__":
    main()
