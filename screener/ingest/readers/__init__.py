"""Delivered files → lines, as text exactly as delivered: one module a format, and what a row or a heading means."""

from screener.ingest.readers.dispatch import read_all
from screener.ingest.readers.mapping import check_declarations, columns_of
from screener.ingest.readers.text import DELIMITERS, join_cells, read_text, split_records

__all__ = ["DELIMITERS", "check_declarations", "columns_of", "join_cells", "read_all", "read_text", "split_records"]
