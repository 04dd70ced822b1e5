"""What a person is asked and answers, how the answers hold, and how good the matching is."""

from screener.identify.review.answers import Settled, check_answers
from screener.identify.review.book import UNHELD, read_review, write_review
from screener.identify.review.measure import Measured, measure
from screener.identify.review.questions import make_review

__all__ = ["UNHELD", "Measured", "Settled", "check_answers", "make_review", "measure", "read_review", "write_review"]
