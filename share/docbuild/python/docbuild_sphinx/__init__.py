"""Runs `sphinx-build` with what documents that are built together need beyond it."""
