"""The files that builds have written to an output directory; no others are ever removed."""

import os


def states(directory, names):
    """{name: [size, modification time in ns]} of those that are there; names are relative to
    `directory`."""
    found = {}
    for name in names:
        try:
            status = os.lstat(os.path.join(directory, name))
        except OSError:
            continue
        found[name] = [status.st_size, status.st_mtime_ns]
    return found


def of_pages(builder, pages):
    """Names of what is written for pages, perhaps by another process."""
    if not hasattr(builder, "get_outfilename"):
        return set()
    names = set()
    for page in pages:
        names.add(os.path.relpath(builder.get_outfilename(page), str(builder.outdir)))
        source = os.path.relpath(str(builder.env.doc2path(page)), str(builder.srcdir))
        suffix = getattr(builder.config, "html_sourcelink_suffix", "")
        names.add(os.path.join("_sources", source + ("" if source.endswith(suffix) else suffix)))
    return names


def remove(directory, names):
    """Removes these files, and directories that are empty then."""
    for name in names:
        try:
            os.remove(os.path.join(directory, name))
        except OSError:
            pass  # it has gone, or a directory has taken its place
    for parent in sorted({os.path.dirname(name) for name in names}, reverse=True):
        while parent:
            try:
                os.rmdir(os.path.join(directory, parent))
            except OSError:
                break
            parent = os.path.dirname(parent)
