"""A Sphinx extension that keeps findings, and suppresses messages that nobody is going to see before they are composed.

Sphinx has one for every event, and one for everything that another extension adds: so this extension
comes first.
"""

import logging

from docbuild_sphinx.findings import kept

findings = None  # the Kept of the application


def setup(app):
    global findings
    findings = kept.Kept(app)
    kept.take_over_warnings_as_errors(app)
    logger = logging.getLogger("sphinx")
    wanted = min((handler.level for handler in logger.handlers), default=logger.level)
    logger.setLevel(max(logger.level, wanted))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
