"""Has the stem of a word for the search index computed once for all documents of a server.

It does not know how words are stemmed. The stems lie in memory that all processes forked from the
server share: cells of a fixed size, one for each place that a word can have, and the last word to
come has it. There is no lock: a cell has a checksum, and one that is half written counts as empty.
"""

import mmap
import struct
import zlib

from docbuild_fork import patches

PATCH = "stems"
CELLS = 16384
_SUM = struct.Struct("<I")
SIZE = 48

_memory = None


def share():
    """Call in the server: what is forked from it shares the stems."""
    global _memory
    _memory = _memory or mmap.mmap(-1, CELLS * SIZE)


def connect(app):
    if _memory is not None and patches.is_on(PATCH):
        app.connect("builder-inited", patches.guarded(PATCH, _watch_index), priority=998)


def _watch_index(app):
    prepare = getattr(app.builder, "prepare_writing", None)
    if prepare is None:
        return

    def prepare_writing(pages):
        prepared = prepare(pages)
        share_stems(app.builder)
        return prepared

    share_stems = patches.guarded(PATCH, _share_stems)
    app.builder.prepare_writing = prepare_writing


def _share_stems(builder):
    language = getattr(getattr(builder, "indexer", None), "lang", None)
    # Those of Sphinx's own are known by their code, and have the same stems in every document.
    if type(language).__module__.startswith("sphinx.search.") and not language.options:
        language.stem = once(language.stem, language.lang)


def once(stem, language):
    """`stem`, a function from word to stem, with what is shared asked first."""
    def shared(word):
        if not patches.is_on(PATCH):
            return stem(word)
        try:
            return _once(stem, language, word)
        except Exception as error:
            found = stem(word)
            patches.fail(PATCH, error)
            return found
    return shared


def _once(stem, language, word):
    key = f"{language}\0{word}\0".encode("utf-8", "surrogatepass")
    place = zlib.crc32(key) % CELLS * SIZE
    cell = _memory[place:place + SIZE]
    content = cell[_SUM.size:]
    if content.startswith(key) and zlib.crc32(content) == _SUM.unpack_from(cell)[0]:
        return content[len(key):].rstrip(b"\0").decode("utf-8", "surrogatepass")
    found = stem(word)
    content = key + found.encode("utf-8", "surrogatepass")
    if len(content) <= SIZE - _SUM.size and content.count(b"\0") == 2:
        content = content.ljust(SIZE - _SUM.size, b"\0")
        _memory[place:place + SIZE] = _SUM.pack(zlib.crc32(content)) + content
    return found
