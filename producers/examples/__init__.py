"""An example per agency of how its application sends with the SDK: `python -m producers.examples.doe`."""
