#!/usr/bin/env python3
"""Run Django's and the archive's commands."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed here: run `make run` once, then use .venv/bin/python manage.py.")
    from archive.hosting.environment import VariableError
    from archive.hosting.trouble import terminal_line

    try:
        execute_from_command_line(sys.argv)
    except VariableError as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        sys.exit(130)
    except Exception as error:
        if not (told := terminal_line(error)):
            raise
        sys.exit(told)


if __name__ == "__main__":
    main()
