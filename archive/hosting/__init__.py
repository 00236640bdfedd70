"""How the archive is run: its database, its processes, its settings. Nothing here knows what an archive holds.

embedded, replicas   database backends: the archive's own server, started when it is needed; pages from replicas
watched              connections that give up on a server which is lost
database             the archive's own server: start, stop, hold, recover; the standard library alone
environment, secrets, checks, trouble, buffered, supervision
                     what the environment may say; keys kept in files; what is needed of a database; what its errors mean;
                     how the web server reads requests; how programs are kept running
"""
