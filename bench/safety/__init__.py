"""Try again what docs/safety.md says was tried: kill, fill, freeze, cut, lock, flood, markers."""
