"""Look-through: a fund's line becomes what the fund holds, to the cent; what it does not disclose stays a row."""

from screener.identify.lookthrough.split import findings, look_through

__all__ = ["findings", "look_through"]
