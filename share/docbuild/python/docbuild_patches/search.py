"""Keeps what each page contributes to the search index, so that the index of a build that wrote only
some pages is that of a build that wrote all: Sphinx forgets some of it."""

import marshal
import os
import zlib

import docbuild_patches as patches

PATCH = "search"
_TABLES = ("_titles", "_filenames", "_mapping", "_title_mapping", "_all_titles", "_index_entries")
_BY_WORD = ("_mapping", "_title_mapping")


class Search:
    def __init__(self):
        self._pages = {}  # page: its tables, in plain values

    def connect(self, builder, directory, key, starts_empty):
        """True where pages can be written one by one: there is an index of all others, or none is
        made."""
        if not getattr(builder, "search", False):
            return True
        connected = patches.guarded(PATCH, self._connect)
        return bool(connected(builder, _path(directory, key), starts_empty))

    def _connect(self, builder, path, starts_empty):
        from sphinx.search import IndexBuilder
        if not starts_empty:
            try:
                with open(path, "rb") as file:
                    self._pages = marshal.load(file)
            except (OSError, ValueError, EOFError, TypeError):
                return False
        if set(_TABLES) - set(vars(IndexBuilder(builder.env, "en", {}, ""))):
            raise AttributeError("IndexBuilder has other tables")
        finish, index_page = builder.finish, builder.index_page

        def index_and_keep(page, tree, title):
            indexer = builder.indexer
            before = {name: getattr(indexer, name) for name in _TABLES} if indexer else {}
            for name in before:
                setattr(indexer, name, {})
            index_page(page, tree, title)
            if not before:
                return
            self._pages[page] = [_plain(name, getattr(indexer, name)) for name in _TABLES]
            for name, table in before.items():
                setattr(indexer, name, table)

        def restore_and_finish():
            if builder.indexer:
                self._restore(builder.indexer, builder.env.all_docs)
            finish()

        builder.load_indexer = lambda pages: None
        builder.index_page, builder.finish = index_and_keep, restore_and_finish
        return True

    def _restore(self, indexer, all_pages):
        tables = {name: {} for name in _TABLES}
        self._pages = {page: self._pages[page] for page in sorted(all_pages) if page in self._pages}
        for page, contents in self._pages.items():
            for name, content in zip(_TABLES, contents):
                if name in _BY_WORD:
                    for word in content:
                        tables[name].setdefault(word, set()).add(page)
                else:
                    tables[name].update(content)
        for name, table in tables.items():
            setattr(indexer, name, table)

    def save(self, directory, key):
        path = _path(directory, key)
        with open(path + ".new", "wb") as file:
            marshal.dump(self._pages, file)
        os.replace(path + ".new", path)


def _plain(name, table):
    if name in _BY_WORD:
        return list(table)
    return {page: [tuple(entry) for entry in value] if isinstance(value, (list, set)) else value
            for page, value in table.items()}


def _path(directory, key):
    return os.path.join(str(directory), f"docbuild-search-{zlib.crc32(key.encode()):08x}")
