"""Writes the hashes of Kafka's jars anew after a change of version, to be reviewed with it (`make pins`)."""

import sys
import tempfile
from pathlib import Path

from operations.local.jars import HASHES, built, hashes


def main() -> None:
    """Fetch the jars into an empty folder's view of the cache and write what they are."""
    with tempfile.TemporaryDirectory() as folder:
        found = hashes(built(print, 0, Path(folder)))
    HASHES.write_text("".join(f"{digest}  {name}\n" for name, digest in found.items()), encoding="ascii")
    sys.stdout.write(f"{len(found)} jars in {HASHES.name}\n")


if __name__ == "__main__":
    main()
