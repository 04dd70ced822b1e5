"""Why figures changed: two runs of a portfolio, and what each cause adds from the earlier to the later.

Every figure is worked out again with one input after another taken from the later run, in the order of
`screener.tables.CHANGE_CAUSES`; a cause adds what its step changes. So the causes sum to the change, whatever they are.
"""

from screener.expose.change.split import RUN_TABLES, explain

__all__ = ["RUN_TABLES", "explain"]
