"""Read from replicas: which one serves a request, and what happens when one is lost.

`middleware` chooses for each request, `base` is the database backend that follows the choice; `archive.hosting.watched` knows
the state of the replicas. Without DATABASE_REPLICA_URLS none of this takes part in a request.
"""
