"""A platform in memory, what follows its view, and the tables it writes."""

from collections.abc import Mapping

from sqlalchemy import Engine

from producers.reconciling.following import Follower
from producers.reconciling.held import HeldRecords
from producers.reconciling.keeping import Keeping
from tests.reconciling.fakes import PARTITIONS, FakePlatform


class Following:
    """A platform, its follower and its tables."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.platform = FakePlatform()
        self.held = HeldRecords(engine)
        self.follower = self.again()

    def again(self) -> Follower:
        """Start a follower, as after a restart."""
        self.follower = Follower(self.platform, self.platform.view, Keeping(self.engine), PARTITIONS)
        return self.follower

    def seen(self) -> None:
        """Let the view apply, and the follower see it."""
        self.platform.apply()
        while self.follower.round():
            pass

    def listed(self, topic: str, part: Mapping[str, str] | None = None) -> dict[str, int]:
        return dict(self.held.listed(topic, part or {}, ""))
