"""Connections that give up on a server which is lost, and the watch that knows which is.

`base` is the Django backend of web processes, `watch` looks at the servers.
"""
