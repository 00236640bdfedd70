"""Read from replicas: which one a request reads from, how they are, and what happens when one is lost.

`middleware` chooses for each request, `base` is the database backend that follows the choice, `watch` knows how the
replicas are. Without DATABASE_REPLICA_URLS none of this is loaded into a request.
"""
