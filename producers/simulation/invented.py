"""Invented names and numbers: made of common words and of codes that no real person or company can have."""

from random import Random
from typing import Final

from stdnum.th import pin

# Plain words (sky, star, leaf …), not names from any list of people.
_WORDS: Final = (
    "ฟ้า",
    "ดาว",
    "ใบ",
    "ทอง",
    "แก้ว",
    "ลม",
    "ฝน",
    "เมฆ",
    "ภู",
    "น้ำ",
    "จันทร์",
    "ตะวัน",
    "พราว",
    "ใส",
    "งาม",
    "ดี",
    "สุข",
    "มั่น",
    "รุ่ง",
    "เรือง",
    "ไพร",
    "ทุ่ง",
    "ธาร",
    "หยก",
    "มุก",
    "เพชร",
)
_STREETS: Final = ("ถนนสมมุติ", "ซอยตัวอย่าง", "ถนนทดลอง", "หมู่บ้านสมมุติ")
_FIRST_DIGITS: Final = "1111111112"
_G_SEQUENCE_FROM: Final = 99_000_000
# Every province has at least three districts, numbered from 01.
_DISTRICTS: Final = 3


def first_name(random: Random) -> str:
    """Invent a first name of two words."""
    return "".join(random.sample(_WORDS, 2))


def last_name(random: Random) -> str:
    """Invent a surname of three words."""
    return "".join(random.sample(_WORDS, 3))


def company(random: Random) -> str:
    """Invent a company."""
    return f"บริษัท {''.join(random.sample(_WORDS, 2))}สมมุติ จำกัด"


def address(random: Random) -> str:
    """Invent an address line."""
    return f"{random.randint(1, 999)}/{random.randint(1, 99)} {random.choice(_STREETS)}"


def district(random: Random, province: str) -> str:
    """Draw a district of a province."""
    return f"{province}{random.randint(1, _DISTRICTS):02d}"


def other_district(random: Random, province: str, than: str) -> str:
    """Draw a district of a province that is not the one given."""
    return random.choice([one for one in (f"{province}{n:02d}" for n in range(1, _DISTRICTS + 1)) if one != than])


def telephone(random: Random) -> str:
    """Invent a telephone number in a range that is not assigned."""
    return f"000{random.randint(0, 9_999_999):07d}"


def national_id(number: int) -> str:
    """Give a number with a right check digit whose province digits are 99: there is no such province."""
    return _checked(f"{_FIRST_DIGITS[number % 10]}99{number % 1_000_000_000:09d}")


def g_code(number: int, buddhist_year: int, province: str) -> str:
    """Give a G-code whose sequence begins at 99000000."""
    return f"G{buddhist_year % 100:02d}{province}{_G_SEQUENCE_FROM + number % 1_000_000:08d}"


def juristic_number(number: int, province: str) -> str:
    """Give a registration number of a limited company with a serial from 90000."""
    return _checked(f"0{province}5569{90_000 + number % 10_000:05d}")


def social_security_card(number: int) -> str:
    """Give a foreigner's social-security card number."""
    return f"99{number % 1_000_000_000:09d}"


def passport(number: int) -> str:
    """Give a passport number of a state that does not exist."""
    return f"ZZ{number % 10_000_000:07d}"


def wrong_check_digit(identifier: str) -> str:
    """Spoil the last digit, as a typing error does."""
    return identifier[:-1] + str((int(identifier[-1]) + 1) % 10)


def _checked(twelve: str) -> str:
    return twelve + str(pin.calc_check_digit(twelve))
