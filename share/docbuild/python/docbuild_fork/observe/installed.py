"""Tells files of a project from those of the installed system."""

import functools
import os
import site
import sys
import sysconfig

import docbuild_patches as patches

_SYSTEM = ("/dev", "/etc", "/proc", "/run", "/sys", "/usr/lib", "/usr/share", "/var/cache")
_OWN = os.path.realpath(patches.OWN)


@functools.lru_cache(maxsize=None)
def _installed():
    paths = sysconfig.get_paths()
    found = {paths[key] for key in ("stdlib", "platstdlib", "purelib", "platlib", "data")}
    found.discard(paths["data"])  # the prefix itself may be /
    found.update(site.getsitepackages() if hasattr(site, "getsitepackages") else ())
    if site.ENABLE_USER_SITE and site.USER_SITE:
        found.add(site.USER_SITE)
    found.update(path for path in sys.path
                 if os.path.basename(path) in ("site-packages", "dist-packages"))
    found.update(_SYSTEM)
    found.add(_OWN)
    found |= {os.path.realpath(path) for path in found}
    return tuple(sorted(path.rstrip(os.sep) + os.sep for path in found if path))


def is_installed(path):
    """Whether `path`, absolute, belongs to the system: Python, its packages, the distribution."""
    return path.startswith(_installed())


def is_below(path, directories):
    return any(path == directory or path.startswith(directory.rstrip(os.sep) + os.sep)
               for directory in directories)
