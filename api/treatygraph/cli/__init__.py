"""The command line: one file a command, each a thin call into the floors below."""

from treatygraph.cli.main import app

__all__ = ["app"]
