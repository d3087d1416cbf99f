"""`sphinx-build` with the extension of ours, told by docbuild what else to do.

It does not know the documents of the project beyond those that are offered to this one.

DOCBUILD_SPHINX in the environment names a JSON file with any of these keys (paths are absolute, or
relative to the working directory); without it this is `sphinx-build` and nothing else.

    documents   [{"name": NAME, "html": DIR, "inventory": FILE}...]: what may be linked to. FILE may
                not exist, or be spoilt. An inventory stage is to be offered what the html stage is.
                "watch": true has the depfile name FILE, which else is not in it: who offers it
                is to know when it changes.
    shared      {"file": FILE, "but": NAME}: more documents, which FILE has as a list, without the
                one of that name. Each of `documents` then has "at": before which of them it comes
    pages       for `-b inventory`: the builder whose pages the inventory is of ("html")
    depfile     write there what Sphinx has read, after a build that succeeded, as a Makefile rule
    target      the rule's target (the output directory)
    progress    write there how far Sphinx is: 32 bytes, overwritten in place, `NN% WHAT`
    report      write there, at the end, a JSON object:
                finding     {"message", "file", "line", "error"}: the first error or else the first
                            warning; no key where there was none; file and line where known
                traceback   where Sphinx's traceback has been kept
                imported    modules imported that the process did not have at its start, and that are
                            not the document's own: worth preloading
                failed      patches that have failed: name, or "every", to reason
                untested    sentences: what is off with which version
    traceback   keep there the traceback file that Sphinx writes
    written     report there which files the process has written (docbuild_fork/writes.py)
    conf        the directory of conf.py: read by the fork server alone, before it warms up (warm.py)
    without     patches (docbuild_fork/patches) that have failed in this run, or "every"
    speedups    false: without any patch that saves time
"""

import json
import os
import sys

from docbuild_fork import imports, patches, writes  # which later are not found any more

VARIABLE = "DOCBUILD_SPHINX"
FIRST, LAST = "docbuild_sphinx.messages", "docbuild_sphinx.extension"  # of Sphinx's extensions

BUILD_MODULES = ("sphinx.cmd.build", "sphinx._cli.util.errors")  # the second since Sphinx 8.2


def main(argv):
    path = os.environ.pop(VARIABLE, None)
    if path is None:
        from sphinx.cmd.build import main as sphinx_build
        return sphinx_build(argv)
    from docbuild_sphinx import again, front_input
    told = front_input.read(path)
    again.why = os.environ.pop(again.VARIABLE, "")
    patches.leave_out([patches.EVERY] if again.why else told.get("without", []))
    if not told.get("speedups", True):
        patches.leave_out(patches.SPEEDUPS)
    if not again.why:
        again.remember(VARIABLE, path, argv)
    try:
        return _build(argv, told)
    except again.Again as error:
        return again.start(str(error))
    except ModuleNotFoundError as error:
        if error.name != "sphinx":
            raise
        return _tell_of_no_sphinx(told)


def _build(argv, told):
    import sphinx.application
    import sphinx.cmd.build

    from docbuild_sphinx import extension, reads, report
    from docbuild_sphinx.patches import findings

    imports.remember_once()
    extension.told = told
    _add_extensions(sphinx)
    findings.watch_exceptions(BUILD_MODULES if sphinx.version_info >= (8, 2) else BUILD_MODULES[:1])
    reads.install()
    if "written" in told:
        writes.watch(told["written"])
    try:
        return sphinx.cmd.build.main(argv)
    finally:
        report.write(told)
        sys.stdout.flush()


def _tell_of_no_sphinx(told):
    message = (f"{sys.executable} has no Sphinx: install it there, or name an interpreter that "
               "has it by the key 'python' of the stage")
    if "report" in told:
        with open(told["report"], "w", encoding="utf-8") as file:
            json.dump({"finding": {"message": message, "error": True}}, file)
    return f"docbuild: {message}"


def _add_extensions(sphinx):
    """Links, dependencies and inventories come from there: without it there is nothing to be had."""
    try:
        builtin = sphinx.application.builtin_extensions
        sphinx.application.builtin_extensions = (FIRST, *builtin, LAST)
    except (AttributeError, TypeError) as error:
        sys.exit(f"docbuild: Sphinx {sphinx.__version__} takes no extensions in the way that "
                 f"docbuild knows ({error}): build this with a stage with 'command'")
