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
    from docbuild_sphinx.front import restart
    from docbuild_sphinx.front.front_input import read_front_input
    front_input = read_front_input(path)
    restart.why = os.environ.pop(restart.VARIABLE, "")
    fresh = os.environ.pop(restart.FRESH, "")
    if fresh:
        front_input["fresh"] = fresh
    patches.leave_out([patches.EVERY] if restart.why else front_input.get("without", []))
    if not front_input.get("speedups", True):
        patches.leave_out(patches.SPEEDUPS)
    restart.remember(VARIABLE, path, argv)
    try:
        return _build(argv, front_input)
    except restart.RestartNeeded as error:
        return restart.start(str(error))
    except restart.RestartFresh as error:
        return restart.start_fresh(str(error))
    except ModuleNotFoundError as error:
        if error.name != "sphinx":
            raise
        return _report_missing_sphinx(front_input)


def _build(argv, front_input):
    import sphinx.application
    import sphinx.cmd.build

    from docbuild_patches import findings
    from docbuild_sphinx.findings import first
    from docbuild_sphinx.front import extension, report, restart
    from docbuild_sphinx.reads import opened_files

    imports.remember_once()
    extension.front_input = front_input
    _add_extensions(sphinx)
    findings.watch_exceptions(BUILD_MODULES if sphinx.version_info >= (8, 2) else BUILD_MODULES[:1],
                              first.note_exception, restart.restart)
    opened_files.install()
    if "written" in front_input:
        writes.watch(front_input["written"])
    try:
        return sphinx.cmd.build.main(argv)
    finally:
        report.write(front_input)
        sys.stdout.flush()


def _report_missing_sphinx(front_input):
    message = (f"{sys.executable} has no Sphinx: install it there, or name an interpreter that "
               "has it by the key 'python' of the stage")
    if "report" in front_input:
        with open(front_input["report"], "w", encoding="utf-8") as file:
            json.dump({"finding": {"message": message, "error": True}}, file)
    return f"docbuild: {message}"


def _add_extensions(sphinx):
    """Links, dependencies and inventories depend on it, so a failure ends the job."""
    try:
        builtin = sphinx.application.builtin_extensions
        sphinx.application.builtin_extensions = (FIRST, *builtin, LAST)
    except (AttributeError, TypeError) as error:
        sys.exit(f"docbuild: Sphinx {sphinx.__version__} takes no extensions in the way that "
                 f"docbuild knows ({error}): build this with a stage with 'command'")
