"""Says by their names what required variables are, and which values make sense for them."""

import posixpath

# Variables that an environment has anyway.
USUAL = ("HOME", "LANG", "PATH", "PWD", "SHELL", "USER")

_DIRECTORIES = ("dir", "root", "tree")
_OUTPUTS = ("bin", "build", "out")
_SOURCES = ("project", "root", "source", "src", "top")


def _has_any(text, words):
    return any(word in text for word in words)


def is_build(variable):
    """Such as BUILDDIR: where the documents are built."""
    name = variable.lower()
    return _has_any(name, _DIRECTORIES) and _has_any(name, _OUTPUTS)


def is_tree(variable):
    """Such as `srctree` and TOP_DIR: the tree that is documented."""
    name = variable.lower()
    return not is_build(name) and _has_any(name, _DIRECTORIES) and _has_any(name, _SOURCES)


def tree_of(found):
    """The documented tree: where the paths upwards of the only conf.py lead, or else the searched
    directory.
    """
    tree = "{manifest_dir}"
    if len(found.projects) != 1 or not found.upwards:
        return tree
    way = posixpath.normpath(posixpath.join(found.projects[0], found.upwards))
    return tree if way == "." else f"{tree}/{way}"


def value_of(variable, found):
    """Empty if the variable's name does not say what it is."""
    if is_tree(variable):
        return tree_of(found)
    return "{build}" if is_build(variable) else ""
