"""Responsible-investment screener for public pension funds.

Holdings as delivered go in; a report, its tables and the evidence behind every figure come out.
"""

__version__ = "0.1.0"
