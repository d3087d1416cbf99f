"""Decides what of a document has to be read and written again, so that the result is that of a build
from nothing. What is not understood starts fresh: that is always right.
"""
