"""Rewrite the golden answers with the engine of a small archive."""

from __future__ import annotations

import sys

import pytest

sys.exit(pytest.main(["tests/golden", "--write-golden", "-k", "kept and small", "-q", *sys.argv[1:]]))
