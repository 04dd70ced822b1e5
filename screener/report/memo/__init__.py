"""The prudence memo: one decision as a page for the board's file, and its record."""

from screener.report.memo.page import render_memo
from screener.report.memo.write import record_json, records_json, write_memos

__all__ = ["record_json", "records_json", "render_memo", "write_memos"]
