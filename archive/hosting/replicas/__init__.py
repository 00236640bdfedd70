"""Read from replicas: which one a request reads from, and what happens when one is lost.

`middleware` chooses for each request, `base` is the database backend that follows the choice; how the replicas are,
`archive.hosting.watched` knows. Without DATABASE_REPLICA_URLS none of this is loaded into a request.
"""
