"""The entry: `sphinx-build` with docbuild's extension.

DOCBUILD_SPHINX in the environment names the front input, a JSON file; the keys are in
share/manual/internals/fork-server.rst. Without it this is `sphinx-build`.
"""

import json
import os
import sys

# Imported here, as the script removes their directory from sys.path.
import docbuild_patches as patches
from docbuild_fork.observe import imports, writes

VARIABLE = "DOCBUILD_SPHINX"
# The first and the last of Sphinx's extensions.
FIRST, LAST = "docbuild_sphinx.front.log_level", "docbuild_sphinx.front.extension"

BUILD_MODULES = ("sphinx.cmd.build", "sphinx._cli.util.errors")  # the second since Sphinx 8.2


def main(argv):
    path = os.environ.pop(VARIABLE, None)
    if path is None:
        from sphinx.cmd.build import main as sphinx_build
        return sphinx_build(argv)
    from docbuild_sphinx.front import front_input, restart
    told = front_input.read(path)
    restart.why = os.environ.pop(restart.VARIABLE, "")
    patches.leave_out([patches.EVERY] if restart.why else told.get("without", []))
    if not told.get("speedups", True):
        patches.leave_out(patches.SPEEDUPS)
    if not restart.why:
        restart.remember(VARIABLE, path, argv)
    try:
        return _build(argv, told)
    except restart.Again as error:
        return restart.start(str(error))
    except ModuleNotFoundError as error:
        if error.name != "sphinx":
            raise
        return _tell_of_no_sphinx(told)


def _build(argv, told):
    import sphinx.application
    import sphinx.cmd.build

    from docbuild_patches import findings
    from docbuild_sphinx.findings import first
    from docbuild_sphinx.front import extension, report, restart
    from docbuild_sphinx.reads import opened_files

    imports.remember_once()
    extension.told = told
    _add_extensions(sphinx)
    findings.watch_exceptions(BUILD_MODULES if sphinx.version_info >= (8, 2) else BUILD_MODULES[:1],
                              first.note_exception, restart.restart)
    opened_files.install()
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
