"""Keeps what Sphinx warns of by page, so that a page that is not processed again contributes what it
contributed last time.

Sphinx counts, shows and treats as errors also what it is given again here.
"""

import contextlib
import json
import logging
import os
import re

_PLACE = re.compile(r"(?P<file>.+?)(?::docstring of [^:]*)?(?::(?P<line>\d+)?)?$", re.DOTALL)
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
_SETUP, _READ, _CHECK, _WRITE, _FINISH = "setup", "read", "check", "write", "finish"
_PHASES = (_SETUP, _READ, _CHECK, _WRITE, _FINISH)


class Kept:
    """The findings of a build; a finding is a dictionary with what Sphinx's logger needs."""

    def __init__(self, app):
        self._app = app
        self._phase, self._page, self._again = _SETUP, "", None
        self._now = {phase: {} for phase in _PHASES}  # {phase: {page: [finding, ...]}}
        self._all = self._now
        self._written = None  # pages; None: all
        self._listen()
        app.connect("doctree-resolved", lambda app, tree, page: self._enter_page(page), priority=1)

    def _listen(self):
        from sphinx.util.logging import OnceFilter
        make = logging.getLogRecordFactory()
        make = getattr(make, "made_by", make)  # of an application before, in the same process

        def make_record(*arguments, **named):
            record = make(*arguments, **named)
            record.docbuild_place = self._place()
            return record

        make_record.made_by = make
        logging.setLogRecordFactory(make_record)
        for handler in logging.getLogger("sphinx").handlers:
            at = [number for number, one in enumerate(handler.filters)
                  if isinstance(one, OnceFilter)]
            if at:
                handler.filters.insert(at[0], self._note)

    def _place(self):
        """The phase and the page; in a process of a parallel build, as well."""
        if self._again:
            return self._again
        page = ""
        with contextlib.suppress(AttributeError, KeyError):
            page = self._app.env.docname
        return self._phase, page or (self._page if self._phase == _WRITE else "")

    def _note(self, record):
        phase, page = getattr(record, "docbuild_place", (self._phase, ""))
        finding = {"level": record.levelno, "message": logging.LogRecord.getMessage(record),
                   "location": getattr(record, "location", None) or "",
                   "type": getattr(record, "type", None) or "",
                   "subtype": getattr(record, "subtype", None) or "",
                   "once": bool(getattr(record, "once", False))}
        if not self._again:
            self._now[phase].setdefault(page, []).append(finding)
        return True

    def _enter_page(self, page):
        self._page = page

    def watch(self, builder):
        """Follows the builder from phase to phase."""
        read, write, finish, write_page = (builder.read, builder.write, builder.finish,
                                           builder.write_doc)

        def reading():
            self._phase = _READ
            try:
                return read()
            finally:
                self._phase = _CHECK

        def writing(*arguments, **named):
            self._phase = _WRITE
            return write(*arguments, **named)

        def finishing():
            self._phase = _FINISH
            return finish()

        def writing_page(page, *arguments):
            self._enter_page(page)
            return write_page(page, *arguments)

        builder.read, builder.write, builder.finish = reading, writing, finishing
        builder.write_doc = writing_page

    def complete(self, reading, writing, pages, read, written):
        """Adds what is known of pages that this build did not process: `reading` and `writing` are
        `of_reading` and `of_writing` of earlier builds, `pages` all that there are, `read` and
        `written` those of this build."""
        added = {phase: {} for phase in _PHASES}
        for page, findings in reading.get(_READ, {}).items():
            if page in pages and page not in read:
                added[_READ][page] = findings
        if not read:
            added[_CHECK] = reading.get(_CHECK, {})
        for page, findings in writing.get(_WRITE, {}).items():
            if page in pages and page not in written:
                added[_WRITE][page] = findings
        if self._phase in (_SETUP, _READ, _CHECK):  # nothing was written
            added[_FINISH] = writing.get(_FINISH, {})
        self._log(added)
        self._all = {phase: {**added[phase], **self._now[phase]} for phase in _PHASES}

    def _log(self, added):
        from sphinx.util.logging import getLogger
        logger = getLogger("docbuild")
        for phase in _PHASES:
            for page in sorted(added[phase]):
                self._again = phase, page
                for finding in added[phase][page]:
                    logger.log(finding["level"], finding["message"].replace("%", "%%") % (),
                               type=finding["type"], subtype=finding["subtype"],
                               location=self._for_logger(finding["location"]), once=finding["once"])
        self._again = None

    def _for_logger(self, location):
        """Sphinx takes a location without a colon for the name of a page."""
        if location and ":" not in location:
            return self._app.env.path2doc(location) or location
        return location or None

    def of_reading(self):
        return {phase: self._all[phase] for phase in (_READ, _CHECK)}

    def of_writing(self):
        return {phase: self._all[phase] for phase in (_WRITE, _FINISH)}

    def counts(self):
        levels = [finding["level"] for finding in self._once()]
        errors = sum(level >= logging.ERROR for level in levels)
        return {"warnings": len(levels) - errors, "errors": errors}

    def _once(self):
        """All, in the order of a build from nothing."""
        said = set()
        for phase in _PHASES:
            for page in sorted(self._all[phase]):
                for finding in self._all[phase][page]:
                    key = finding["message"], finding["location"]
                    if not finding["once"] or key not in said:
                        said.add(key)
                        yield {**finding, "page": page}

    def write(self, path, error):
        """One JSON object a line. `error`: what ended the build, as first.py has it, or None."""
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path + ".new", "w", encoding="utf-8", errors="surrogateescape") as file:
            for finding in self._once():
                file.write(json.dumps(_public(finding)) + "\n")
            if error is not None:
                file.write(json.dumps({"severity": "error", **{
                    name: error.get(name) for name in ("file", "line", "type", "message", "page")
                }}) + "\n")
        os.replace(path + ".new", path)


def _public(finding):
    place = _PLACE.match(finding["location"])
    return {"severity": "error" if finding["level"] >= logging.ERROR else "warning",
            "file": place["file"] if place else None,
            "line": int(place["line"]) if place and place["line"] else None,
            "type": ".".join(filter(None, (finding["type"], finding["subtype"]))) or None,
            "message": _ESCAPES.sub("", finding["message"]), "page": finding["page"] or None}


def take_over_warnings_as_errors(app):
    """`-W` has to see all findings: until Sphinx 8.1 it stops at the first one without
    `--keep-going`."""
    import sphinx
    if sphinx.version_info < (8, 1) and app.warningiserror:
        app.warningiserror, app.keep_going = False, True
