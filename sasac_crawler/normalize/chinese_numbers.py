"""Chinese numerals as documents print them: 二〇二一 digit by digit, 二十四 by value."""

from typing import Final

DIGITS: Final = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}
"""The digits in their usual form; ``ZEROS`` gives the other signs for zero."""
ZEROS: Final = frozenset("〇零○◯Ｏ０0Oo")
"""What is typed for 〇: the sign itself, 零, two circles, and the Latin letter."""
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
_LONGEST: Final = 8


def parse_digit_string(text: str) -> int | None:
    """Read numerals written digit by digit, as years are.

    Args:
        text: one to four numerals without units.

    Returns:
        The number, or ``None`` if any character is not a digit.

    Example:
        >>> parse_digit_string("二○二一")
        2021
        >>> parse_digit_string("二十一")
    """
    if not 0 < len(text) <= _LONGEST:
        return None
    number = 0
    for char in text:
        digit = 0 if char in ZEROS else DIGITS.get(char)
        if digit is None:
            return None
        number = number * 10 + digit
    return number


def parse_counting_number(text: str) -> int | None:
    """Read numerals written by value, up to 9999, as days, months and serial numbers are.

    Returns:
        The number, or ``None`` if the numerals are not in the order of their value.

    Example:
        >>> parse_counting_number("二十四"), parse_counting_number("一百零五")
        (24, 105)
        >>> parse_counting_number("四十百")
    """
    if not 0 < len(text) <= _LONGEST:
        return None
    total, digit, smallest = 0, None, 10_000
    for char in text:
        unit = _TENS.get(char)
        if unit is None:
            value = 0 if char in "〇零" else DIGITS.get(char)
            if value is None or digit:
                return None
            digit = value
        elif unit >= smallest or digit == 0:
            return None
        else:
            # 十 at the beginning stands for 一十; inside a number the digit is always written.
            if digit is None and (unit != _TENS["十"] or total):
                return None
            total, digit, smallest = total + (digit or 1) * unit, None, unit
    return total + (digit or 0)


def parse_number(text: str) -> int | None:
    """Read ASCII digits or Chinese numerals of either kind.

    Example:
        >>> parse_number("07"), parse_number("十二"), parse_number("三〇")
        (7, 12, 30)
        >>> parse_number("廿四")
    """
    if text.isascii() and text.isdigit():
        return int(text) if len(text) <= _LONGEST else None
    if "十" in text or "百" in text or "千" in text:
        return parse_counting_number(text)
    return parse_digit_string(text)
