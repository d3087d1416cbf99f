"""Makes a build with doctrees of an earlier one do what a build from nothing would do.

Sphinx decides by modification times which pages to read and to write; here content decides. A few
pages are read again only if files changed that are theirs alone, and only as long as this changes
nothing that pages share. In all other cases the build starts fresh.
"""

import datetime
import os

from sphinx.util.logging import getLogger

from docbuild_sphinx.front import restart
from docbuild_sphinx.incremental import output, reading
from docbuild_sphinx.incremental.inputs import Inputs
from docbuild_sphinx.incremental.record import NEVER_BUILT, Record
from docbuild_sphinx.incremental.tables import Tables
from docbuild_sphinx.pages import inventory
from docbuild_sphinx.reads import opened_files

logger = getLogger(__name__)

_STAYS = "objects.inv"  # replaced in place, as other documents read it at any time


class Rebuild:
    """One build. `kept` are its findings, `search` keeps the search index by page, if it can."""

    def __init__(self, app, front_input, offered, kept, search):
        self._app, self._offered, self._kept, self._search = app, offered, kept, search
        self._inputs_path = front_input.get("inputs")
        self._reason = front_input.get("fresh", "")
        self._to_read = set()
        self._read = set()
        self._written = set()
        self._read_in_general = set()
        self._tables = None
        self._output = {}
        self._write_all = self._writes_by_page = self._chooses_pages = False
        app.connect("config-inited", lambda app, config: self._decide(), priority=999)
        app.connect("builder-inited", lambda app: self._take_over(), priority=999)
        app.connect("env-before-read-docs", self._choose_pages, priority=1)
        app.connect("doctree-read", lambda app, tree: self._read.add(app.env.docname))
        app.connect("env-merge-info", lambda app, env, pages, other: self._read.update(pages))
        # The last thing before the environment is saved: pages have their numbers.
        app.connect("env-get-updated", self._compare, priority=999)

    @property
    def is_fresh(self):
        return bool(self._reason)

    def general(self):
        """Files that earlier builds in this environment have read for no page, by builder."""
        return self._record.data.setdefault("general", {})

    def _decide(self):
        app = self._app
        self._record = Record(app.doctreedir)
        self._record.begin()
        data = self._record.data
        self._inputs = Inputs(self._inputs_path, data.get("files", []))
        self._identity, self._look = reading.identity(app), reading.look(app)
        self._today = datetime.date.today().isoformat()
        self._reason = self._reason or self._record.fault or self._why_fresh(data)
        if self._reason:
            if self._reason != NEVER_BUILT:
                logger.info("docbuild: building as from nothing: %s", self._reason)
            self._record.start_fresh()

    def _why_fresh(self, data):
        if data["always_fresh"]:
            return data["always_fresh"]
        differs = reading.difference(data["identity"], self._identity)
        if differs:
            return differs
        shows_today = data["shows_today"] or self._app.config.html_last_updated_fmt is not None
        if shows_today and data["day"] != self._today:
            return "pages show the date"
        self._to_read, reason = reading.Uses(data).pages_of(self._inputs.changes(data["inputs"]))
        if not reason and self._to_read and reading.unsafe_extension(self._app):
            return f"{reading.unsafe_extension(self._app)} may keep what it reads to itself"
        return reason

    def _take_over(self):
        """The environment is there; Sphinx has made a new one where it could not use the old."""
        builder = self._app.builder
        if not self._app.env.all_docs and not self.is_fresh:
            self._reason = "Sphinx could not use its environment"
            self._record.forget()
        places = (os.path.join(str(self._app.srcdir), name)
                  for name in self._app.config.locale_dirs)
        if self.is_fresh and self._app.config.language and any(map(os.path.isdir, places)):
            builder.compile_update_catalogs = builder.compile_all_catalogs  # not by time
        if not inventory.is_inventory(builder):
            self._output = self._record.data.setdefault("written", {}).get(self._key(), {})
            self._begin_output(builder)
            self._choose_output(builder)
        self._kept.watch(builder)
        build = builder.build

        def build_and_complete(*arguments, **named):
            result = build(*arguments, **named)
            self._complete_findings()
            return result

        builder.build = build_and_complete

    def _choose_output(self, builder):
        build_all, prepare = builder.build_all, builder.prepare_writing

        def write_all():
            self._write_all = True
            return build_all()

        def prepare_writing(pages):
            chosen = self._pages_to_write() & set(pages)
            if chosen and not self._write_all:
                pages.intersection_update(chosen)
            self._written = set(pages)
            # Sphinx leaves a copy of a source that has the size and the time of the present one.
            output.remove(str(builder.outdir), output.of_pages(builder, pages))
            return prepare(pages)

        builder.build_all = write_all
        if isinstance(builder.get_outdated_docs(), str):
            self._write_all = True
        else:
            if self._app.env.all_docs:
                builder.get_outdated_docs = lambda: sorted(self._pages_to_write())
            builder.prepare_writing = prepare_writing
            self._chooses_pages = True

    def _complete_findings(self):
        env = self._app.env
        self._kept.complete(self._record.data.get("findings", {}),
                            self._output.get("findings", {}), set(env.all_docs), self._read,
                            self._written if self._chooses_pages else set(env.all_docs))

    def _begin_output(self, builder):
        known = self._output.get("files", {})
        outdir = str(self._app.outdir)
        is_usable = (self._output.get("generation") == self._record.data["generation"]
                     and self._output.get("look") == self._look
                     and output.states(outdir, known) == known)
        if not is_usable:
            output.remove(outdir, known.keys() - {_STAYS})
            self._output = {"files": {_STAYS: known[_STAYS]} if _STAYS in known else {}}
        self._write_all = not is_usable or self._output["offers"] != self._offered.digest()
        self._writes_by_page = (
            builder.name in ("html", "dirhtml")
            and self._search.connect(builder, self._app.doctreedir, self._key(), self._write_all))

    def _key(self):
        return f"{self._app.builder.name}:{self._app.outdir}"

    def _pages_to_write(self):
        env = self._app.env
        if self._write_all:
            return set(env.all_docs)
        since = self._output["serial"]
        updated = self._record.data.get("updated", {})
        pages = self._read | {page for page in env.all_docs if updated.get(page, 0) > since}
        return pages if self._writes_by_page or not pages else set(env.all_docs)

    def _choose_pages(self, app, env, pages):
        if self.is_fresh:
            return
        if set(env.found_docs) != set(env.all_docs) or env.config_status != 1:
            raise restart.RestartFresh("Sphinx found other pages, or another configuration")
        pages[:] = sorted(self._to_read)
        if pages:
            self._tables = Tables(env)

    def _compare(self, app, env):
        self._read_in_general = opened_files.general()
        if self._tables is None:
            order = sorted(env.all_docs.items())  # the search index lists pages in that order
            env.all_docs.clear()
            env.all_docs.update(order)
            return []
        differences = self._tables.differences(Tables(env))
        leaks, _ = reading.leaking(str(env.doc2path(page)) for page in self._to_read)
        if differences or leaks:
            raise restart.RestartFresh(f"{', '.join(differences) or 'a local role'} changed")
        self._tables.restore_order(env)
        return []

    def finish(self, app, read_files):
        """To be called when the build has ended without an exception. `read_files`: all files that
        the document was built from."""
        data, env = self._record.data, app.env
        serial = data.get("serial", 0) + 1
        updated = data.get("updated", {}) if not self.is_fresh else {}
        updated.update({page: serial for page in self._read})
        sources = {str(env.doc2path(page)) for page in env.all_docs}  # copied while pages are written
        uses = reading.uses_of(app, getattr(env, opened_files.PAGES, {}),
                               self._read_in_general | opened_files.general() - sources)
        if self._read or "uses" not in data:
            files = uses if self.is_fresh or "uses" not in data else [
                path for path, pages in uses.items() if self._read & set(pages)]
            leaks, shows_today = reading.leaking(files)
            leaks |= set() if self.is_fresh else set(data.get("leaking", []))
            data["leaking"] = sorted(leaks)
            data["shows_today"] = shows_today or (not self.is_fresh
                                                  and data.get("shows_today", False))
        self._inputs.add(read_files)
        builder = app.builder.name
        data["always_fresh"] = "" if builder in reading.INCREMENTAL_BUILDERS else \
            f"the builder {builder} is not known to build incrementally"
        data.update({"identity": self._identity, "day": self._today, "serial": serial,
                     "updated": updated, "uses": uses, "inputs": self._inputs.unchanged_digests(),
                     "files": sorted(set(read_files) | set(data.get("files", []))),
                     "findings": self._kept.of_reading()})
        if not inventory.is_inventory(app.builder):
            data.setdefault("written", {})[self._key()] = self._output_as_written(serial)
        self._record.save()

    def _output_as_written(self, serial):
        app = self._app
        outdir = str(app.outdir)
        doctrees = os.path.relpath(str(app.doctreedir), outdir) + os.sep
        names = ({name for name in opened_files.written_below(outdir)
                  if not name.startswith(doctrees)} | self._output.get("files", {}).keys()
                 | output.of_pages(app.builder, app.env.all_docs))
        self._search.save(app.doctreedir, self._key())
        return {"generation": self._record.data["generation"], "serial": serial,
                "look": self._look, "offers": self._offered.digest(), "files": output.states(outdir, names),
                "findings": self._kept.of_writing()}
