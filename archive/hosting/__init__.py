"""Running the archive: its database, processes and settings. Nothing here knows what an archive contains.

embedded, replicas   database backends: the archive's own server, started on demand; pages read from replicas
watched              connections that give up on a lost server
database             the archive's own server: start, stop, hold, recover; standard library only
environment, secrets, checks, trouble, buffered, supervision
                     environment variables; keys kept in files; requirements on the database; what its errors mean;
                     how the web server reads requests; how programs are kept running
"""
