"""`sphinx-build` with docbuild's extension. DOCBUILD_SPHINX in the environment names its front input,
a JSON file; share/manual/internals/fork-server.rst has the keys. Without it this is `sphinx-build`.
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
