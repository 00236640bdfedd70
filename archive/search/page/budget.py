"""The time that a search has for the numbers beside its results, so that slow numbers never keep the results back."""

from __future__ import annotations

import time

from django.db import OperationalError, connection
from django.utils.translation import gettext_noop

from archive.hosting.trouble import BUSY, SLOW, trouble_of
from archive.hosting.watched.deadline import DeadlineError, within

NOT_COUNTED = gettext_noop("Some numbers beside these results were not counted in time.")


class Budget:
    """What is left of the seconds that a search has for counting (SEARCH_COUNTING_SECONDS), None for as long as a statement may take.

    `is_over` once something was not counted in time.
    """

    def __init__(self, seconds: float | None):
        self.left, self.is_over = seconds, False

    def counted(self, make, otherwise):
        """Return what `make` counts, or `otherwise` if there is no time for it."""
        if self.is_over or (self.left is not None and self.left <= 0):
            self.is_over = True
            return otherwise
        begun = time.monotonic()
        try:
            # A statement that is cancelled would undo the transaction around it.
            with within(None if connection.in_atomic_block else self.left):
                return make()
        except DeadlineError:
            self.is_over = True
        except OperationalError as error:
            if connection.in_atomic_block or trouble_of(error) not in (SLOW, BUSY):
                raise
            self.is_over = True
        finally:
            if self.left is not None:
                self.left -= time.monotonic() - begun
        return otherwise
