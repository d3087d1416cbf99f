"""Writes what a document was made of as a Makefile rule.

Where only some pages were read, the environment has the files of the others.
"""

import os

from docbuild_fork.observe import imports, installed
from docbuild_sphinx.pages import inventory
from docbuild_sphinx.reads import opened_files

def dependencies(app, offered, general):
    """Absolute paths of all files that this document's build has read, now or earlier. `general`:
    what earlier builds read for no page, by builder; it is brought up to date."""
    env = app.env
    found = {str(env.doc2path(page)) for page in env.all_docs}
    noted = set().union(*env.dependencies.values(), env.images, env.dlfiles)
    found.update(os.path.normpath(os.path.join(str(app.srcdir), str(name))) for name in noted)
    found |= opened_files.of_pages(env)
    is_inventory = inventory.is_inventory(app.builder)
    if app.builder.format == "html" and not is_inventory:
        found |= _copied(app) | _templates(app)
    offers = set(offered.inventories)  # docbuild knows when one of them changes
    files = {path for path in found if os.path.isfile(path)} - offers
    files |= _general(app, general, offers)
    if not is_inventory:  # which writes no pages
        files.update(offered.watched)
    made = [str(app.outdir), str(app.doctreedir)]
    return sorted(path for path in files if not installed.is_below(path, made))


def _general(app, general, left_out):
    """A page that is not written again does not open its template: what was read once, counts. All
    are files."""
    now = (opened_files.general() | imports.project_files()) - left_out
    key = inventory.NAME if inventory.is_inventory(app.builder) else app.builder.name
    found = sorted(path for path in now | set(general.get(key, [])) - left_out
                   if os.path.isfile(path))
    general[key] = found
    return set(found)


def _copied(app):
    """Files that are copied as they are: Sphinx does not open one whose copy looks the same."""
    config = app.config
    sources = [os.path.join(str(app.confdir), place)
               for place in (*config.html_static_path, *config.html_extra_path)]
    theme = getattr(app.builder, "theme", None)
    for directory in theme.get_theme_dirs() if theme else ():
        if not installed.is_installed(os.path.abspath(directory)):
            sources.append(os.path.join(str(directory), "static"))
    return _files_at(sources)


def _templates(app):
    """What is read for a page that another process writes is not heard of here: all may be."""
    if app.parallel <= 1:
        return set()
    return _files_at(os.path.join(str(app.confdir), place) for place in app.config.templates_path)


def _files_at(places_of_files):
    found = set()
    for place in places_of_files:
        if os.path.isfile(place):
            found.add(place)
        for parent, _, names in os.walk(place):
            found.update(os.path.join(parent, name) for name in names)
    return {os.path.normpath(path) for path in found}


def word(path):
    """`path` as one word of a dependency file, which a blank must follow: backslashes before a
    blank come in pairs, as in GNU make."""
    text, slashes = [], 0
    for character in path:
        if character in " \t":
            text.append("\\" * slashes + "\\")
        elif character == "#":
            text.append("\\")
        text.append("$$" if character == "$" else character)
        slashes = slashes + 1 if character == "\\" else 0
    return "".join(text) + "\\" * slashes


def write(path, target, files):
    """Leaves out names with a newline, which the format cannot express."""
    lines = [word(target) + ":", *(word(file) for file in files if "\n" not in file)]
    with open(path + ".new", "wb") as file:
        file.write(os.fsencode(" \\\n  ".join(lines) + "\n"))
    os.replace(path + ".new", path)
