"""Gives the package its dependencies from run.in, so that they are named once."""

from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface


class RequirementsHook(MetadataHookInterface):
    """Reads the direct requirements from run.in beside this file."""

    def update(self, metadata: dict[str, object]) -> None:
        """Set `dependencies` to the lines of run.in that are no comment."""
        lines = Path(__file__).with_name("run.in").read_text(encoding="utf-8").splitlines()
        metadata["dependencies"] = [line for line in lines if line.strip() and not line.startswith("#")]
