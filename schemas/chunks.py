"""Cuts what may be long into pieces, so that a query, a request or a pipeline has a bounded size."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Give the items in their order, at most `size` at a time and never none; nothing is read ahead.

    ValueError when `size` is less than 1: that would give nothing and lose everything.
    """
    if size < 1:
        raise ValueError("a piece holds at least one")
    remaining = iter(items)
    while piece := list(islice(remaining, size)):
        yield piece
