"""Supervised programs: one that ends is restarted, one that would only end again is not."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from archive.hosting import supervision
from archive.hosting.supervision import Program, ProgramError, StoppedError, stopping_on_signals, supervise


@pytest.fixture
def program() -> Program:
    """Return a program that ends at once."""
    return Program("worker", [sys.executable, "-c", ""], Path.cwd())


def end(program: Program) -> None:
    program.process.wait()


def test_a_program_that_ended_early_once_or_twice_is_started_again(program):
    program.start()
    for _ in range(2):
        end(program)
        assert program.keep_running()


def test_a_program_that_would_only_end_again_is_named(program):
    program.start()
    end(program)
    program.keep_running()
    end(program)
    program.keep_running()
    end(program)

    with pytest.raises(ProgramError, match="The worker stopped right after starting, 3 times in a row"):
        program.keep_running()


def test_a_program_that_lived_may_end_early_as_often_again(program, monkeypatch):
    program.start()
    end(program)
    program.keep_running()
    end(program)
    monkeypatch.setattr(supervision, "MIN_LIFE", 0)
    program.keep_running()
    end(program)
    monkeypatch.setattr(supervision, "MIN_LIFE", 5)

    assert program.keep_running()


def test_a_program_that_runs_is_left_alone(program):
    program.command = [sys.executable, "-c", "import time; time.sleep(600)"]
    program.start()

    assert not program.keep_running()
    program.stop()
    program.wait()


def test_a_signal_that_comes_while_a_program_is_being_started_is_not_lost(program):
    late = Program("web server", [sys.executable, "-c", "import time; time.sleep(600)"], Path.cwd())
    os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGTERM) if asked else None)
    asked = []

    with pytest.raises(StoppedError), stopping_on_signals():
        supervise(
            [program, late], ready=lambda: asked.append(True), every_second=lambda: pytest.fail("It went on.")
        )

    asked.clear()
    assert late.has_ended
