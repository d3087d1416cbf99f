"""Decides what a build writes: which pages, with links to which documents, or an inventory alone.
"""
