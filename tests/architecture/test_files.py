"""No committed file names a machine's folders, a registry's address or a folder its readers don't have."""

import pytest

from tests.architecture.files import ROOT, committed, not_to_be_committed


def test_no_committed_file_holds_what_is_not_ours_to_publish() -> None:
    found = []
    for path in committed():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {what}" for what in not_to_be_committed(text)]

    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "open('/" + "home/somchai/data.csv')",
        "cd /" + "root/saphan",
        "--index-url https://pypi" + ".org/simple",
        "see ../shared" + "/DESIGN.md",
        "copied from shared" + "/domain",
    ],
)
def test_what_must_not_be_committed_is_found(text: str) -> None:
    assert list(not_to_be_committed(text))


@pytest.mark.parametrize("text", ["/usr/bin/env bash", "a home of its own", "shared by all", "/homework"])
def test_ordinary_text_passes(text: str) -> None:
    assert list(not_to_be_committed(text)) == []
