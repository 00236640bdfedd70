"""The guide walked in a browser: the steps of each of its pages, and the pictures that are taken on the way."""
