"""Knowledge graph of international treaties, with its endpoint, its checks and its command line."""

from importlib.metadata import version

__version__ = version("treatygraph")
