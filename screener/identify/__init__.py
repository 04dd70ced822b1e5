"""Identify: holdings → securities, the issuer of each, and positions.

Reads ``holdings`` and the reference tables; makes ``securities``, ``matches``, ``identified_issuers``,
``holding_positions`` and ``positions``. See the README beside this file.
"""

from screener.identify.stage import findings, run

__all__ = ["findings", "run"]
