"""Connections that give up on a lost server, and the watch that knows which servers are lost.

`base` is the Django backend of web processes, `watch` monitors the servers.
"""
