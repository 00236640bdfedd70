"""The conditions of a measurement: hardware, releases, date. No names of machines or people."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from bench.speed.plan import ROOT, Plan

PACKAGES = ("Django", "psycopg", "numpy", "gunicorn")


def conditions(plan: Plan) -> dict[str, str]:
    """Describe the machine and the releases, and how busy the machine was before."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GB",
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "Python": platform.python_version(),
        **{package: version(package) for package in PACKAGES},
        "commit": _commit(),
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "load before": f"{os.getloadavg()[0]:.1f}",
        "questions of a kind": str(plan.questions),
        "reports of an import": f"{plan.reports:,}",
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return told.stdout.strip() or "unknown"
