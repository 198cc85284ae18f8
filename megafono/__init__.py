"""Megafono: Markdown in several languages in, a folder of plain files out."""

__version__ = "0.1.0"
