"""The view in both its forms: the fake, and a real Valkey asked as the worker's own user."""

from collections.abc import AsyncIterator

import pytest

from streams.store.fake import FakeStore
from streams.store.protocol import Store
from streams.store.valkey import ValkeyStore


@pytest.fixture(params=["fake", pytest.param("valkey", marks=pytest.mark.stack)])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    """Give an empty view."""
    if request.param == "fake":
        yield FakeStore()
        return
    real = ValkeyStore.at(request.getfixturevalue("view_url")("worker"))
    yield real
    await real.close()
