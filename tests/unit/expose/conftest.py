"""A world for each test of the stage."""

import pytest
from worlds import World


@pytest.fixture
def world():
    """An empty world."""
    return World()
