"""What an edge at home is told by its environment, read once at its start."""

from pydantic import SecretStr

from producers.settings import EdgeSettings


class PremisesSettings(EdgeSettings):
    """Where the edge keeps its own state, and the gateway it asks with its key; without one it asks the view itself."""

    gateway_url: str | None = None
    gateway_key: SecretStr | None = None

    @property
    def files_url(self) -> str:
        """Give the database address of how far each file was sent."""
        return f"sqlite:///{self.state_dir / 'files.db'}"
