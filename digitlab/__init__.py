"""digitlab: how a machine learns to read digits, for Jupyter."""

__version__ = "0.1.0"
