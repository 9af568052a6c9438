"""The README's map and commands are those of the platform."""

import json
from pathlib import Path

import pytest

from bench.readme import figures, written
from operations.topics.drawing import system_map
from schemas.topics import TOPICS

README = Path(__file__).parents[2] / "README.md"


def test_the_map_in_the_readme_is_drawn_from_the_table_of_topics() -> None:
    assert f"```mermaid\n{system_map()}\n```" in README.read_text(encoding="utf-8")


def test_every_topic_is_on_the_map() -> None:
    drawn = system_map()
    assert all(topic.name in drawn for topic in TOPICS)
    assert "ovec.invented.v1" not in drawn


def test_the_readme_names_the_two_commands_and_shows_the_desk() -> None:
    text = README.read_text(encoding="utf-8")
    assert "make demo" in text
    assert "make test" in text
    picture = text.split("![", 1)[1].split("](", 1)[1].split(")", 1)[0]
    assert (README.parent / picture).is_file()


def test_the_figures_in_the_readme_are_those_of_the_last_bench() -> None:
    results = json.loads((README.parent / "bench/results.json").read_text(encoding="utf-8"))
    text = README.read_text(encoding="utf-8")
    assert figures(results) in text
    assert written(text, results) == text


def test_a_readme_without_a_place_for_figures_is_told() -> None:
    results = json.loads((README.parent / "bench/results.json").read_text(encoding="utf-8"))
    with pytest.raises(ValueError, match="figures"):
        written("# Saphan", results)
