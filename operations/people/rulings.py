"""The decisions' former place, until those who import it have moved."""

from operations.rulings import *  # noqa: F403
