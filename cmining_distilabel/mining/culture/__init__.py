"""Whose culture a document is: witnesses that each say a little, and the posterior that they make together."""
