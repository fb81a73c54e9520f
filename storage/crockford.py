"""Crockford's base 32: codes that survive being read out, copied by hand or typed on a phone.

Source: https://www.crockford.com/base32.html (without its check symbols and hyphens).
"""

from storage.errors import NotCrockford

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
_VALUES |= {letter.lower(): value for letter, value in _VALUES.items()}
_VALUES |= dict.fromkeys("Oo", 0) | dict.fromkeys("IiLl", 1)


def encode(number: int, letters: int) -> str:
    """Write a number as so many letters, with leading zeros.

    `letters` is 1 or more, `number` from 0 to 32**letters - 1. Raises ValueError for a number that does not
    fit.
    """
    if not 0 <= number < 32**letters:
        raise ValueError("the number does not fit into that many letters")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(letters)))


def decode(text: str) -> int:
    """Read a number back, in capitals or not, O as 0, I and L as 1.

    Raises NotCrockford for an empty text and for any other character.
    """
    if not text or not _VALUES.keys() >= set(text):
        raise NotCrockford
    number = 0
    for letter in text:
        number = number << 5 | _VALUES[letter]
    return number
