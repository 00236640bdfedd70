"""The configuration of the embedded server."""

from __future__ import annotations

import os
from pathlib import Path

MEGABYTE = 1024 * 1024
_CONTROL_GROUPS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def server_settings(socket_directory: Path) -> str:
    """Write the configuration: reachable through one socket only, sized for this machine, and durable."""
    memory = machine_memory() // MEGABYTE
    values = {
        "listen_addresses": "",
        "unix_socket_directories": socket_directory,
        "unix_socket_permissions": "0700",
        "port": 5432,
        "fsync": "on",
        "jit": "off",  # JIT compilation costs more than a search takes
        "shared_buffers": f"{min(max(memory // 8, 64), 2048)}MB",
        "effective_cache_size": f"{max(memory // 2, 128)}MB",
        "work_mem": f"{min(max(memory // 256, 8), 64)}MB",
        "maintenance_work_mem": f"{min(max(memory // 16, 64), 512)}MB",  # building GIN indexes
        "random_page_cost": 1.1,  # for solid-state disks
        "max_wal_size": "2GB",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] %d ",
    }
    return "".join(f"{name} = '{value}'\n" for name, value in values.items())


def machine_memory() -> int:
    """Measure the memory that this process may use, in bytes: that of the machine, or of its container."""
    sizes = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for path in _CONTROL_GROUPS:
        try:
            limit = Path(path).read_text().strip()
        except OSError:
            continue
        sizes += [int(limit)] if limit.isdigit() else []
    return min(sizes)
