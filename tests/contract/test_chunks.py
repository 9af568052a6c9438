"""Cutting into pieces loses nothing, keeps the order and reads no further than asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.chunks import chunks


@given(st.lists(st.integers()), st.integers(1, 9))
def test_the_pieces_are_what_there_was_and_none_is_empty_or_too_long(items: list[int], size: int) -> None:
    pieces = list(chunks(iter(items), size))
    assert [one for piece in pieces for one in piece] == items
    assert all(1 <= len(piece) <= size for piece in pieces)
    assert all(len(piece) == size for piece in pieces[:-1])


def test_nothing_is_read_ahead() -> None:
    source = iter(range(10))
    assert next(chunks(source, 3)) == [0, 1, 2]
    assert next(source) == 3


@pytest.mark.parametrize("size", [0, -1])
def test_pieces_of_nothing_are_refused_since_they_would_lose_everything(size: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        list(chunks([1], size))
