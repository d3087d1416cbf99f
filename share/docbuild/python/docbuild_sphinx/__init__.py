"""What Sphinx documents that are built together need beyond `sphinx-build` (front.py)."""
