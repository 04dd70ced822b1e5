"""What the registers say on a date: whose a name and an identifier are, and who owns which facility."""

from screener.identify.registers.names import load_registers
from screener.identify.registers.parents import with_ultimate_parents
from screener.identify.registers.spellings import have_word_in_common

__all__ = ["have_word_in_common", "load_registers", "with_ultimate_parents"]
