"""What Sphinx documents that are built together need beyond `sphinx-build`.

It does not know who starts it; front.py says what it is told and what it answers.
"""
