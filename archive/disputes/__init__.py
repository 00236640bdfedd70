"""Which claims contradict each other: the rule (`comparing`), and the disputes of the whole archive (`listed`). docs/claims.md."""
