"""What was chosen for a file's headings is remembered for its source: the next file needs no choosing."""

from collections.abc import Mapping
from typing import Protocol


class Headings(Protocol):
    """The memory of headings (producers.files.state.State), or a fake."""

    def remembered(self, source: str, topic: str) -> dict[str, str]:
        """Give the column of each heading known; "" for one not used."""
        ...

    def remember(self, source: str, topic: str, headings: Mapping[str, str]) -> None:
        """Remember what headings are."""
        ...
