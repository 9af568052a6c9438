"""Every module is short, made of short functions, and says what it is."""

import pytest

from tests.architecture.files import ROOT, modules
from tests.architecture.tidy import faults


def test_every_module_is_tidy() -> None:
    untidy = [
        f"{path.relative_to(ROOT)}: {fault}" for path in modules() for fault in faults(path.read_text(encoding="utf-8"))
    ]

    assert untidy == []


def test_the_check_sees_the_packages() -> None:
    seen = {path.relative_to(ROOT).parts[0] for path in modules()}

    assert {"schemas", "producers", "streams", "consumers", "operations", "tests"} <= seen


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("", "does not open with a sentence that says what it is"),
        ('"""No sentence"""', "does not open with a sentence that says what it is"),
        ('"""Long."""\n' + "\n" * 250, "251 lines, more than 250"),
        ('"""A."""\ndef f():\n' + "    1\n" * 40, "f has 41 lines, more than 40"),
        ('"""A."""\nclass C:\n    async def g(self):\n' + "        1\n" * 50, "g has 51 lines, more than 40"),
    ],
)
def test_an_untidy_module_is_found(source: str, fault: str) -> None:
    assert fault in list(faults(source))


def test_a_tidy_module_passes() -> None:
    source = '"""Says what it is."""\n\n\ndef f():\n' + "    1\n" * 39

    assert list(faults(source)) == []
