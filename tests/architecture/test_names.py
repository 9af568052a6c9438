"""The folders' names are ours alone: no installed package brings a folder of the same name."""

from collections.abc import Mapping
from importlib.metadata import packages_distributions

from tests.architecture.files import CHECKED

OURS = "saphan"


def claimed(brought: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Give the names of ours that some other package brings, too."""
    return {
        name: others
        for name in CHECKED
        if (others := [package for package in brought.get(name, []) if package != OURS])
    }


def test_no_installed_package_claims_a_folder_of_ours() -> None:
    assert claimed(packages_distributions()) == {}


def test_a_package_that_claims_a_folder_is_found() -> None:
    assert claimed({"streams": ["streams-toolkit"], "redis": ["redis"]}) == {"streams": ["streams-toolkit"]}
