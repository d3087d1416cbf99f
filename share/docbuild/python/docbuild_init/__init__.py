"""`docbuild --init`: finds Sphinx projects and writes a manifest that builds them.

`command` is called by docbuild; `search` looks for projects on disk, `conf_file` reads a conf.py
without running it, `proposal` decides on the manifest, and `words` says what was done.
"""
