"""Keeps the options of `sphinx-build`, as long as nothing is translated: help is part of them."""

import argparse
import gettext
import sys

from docbuild_fork import patches

PATCH = "command-line"


def install():
    import sphinx.locale
    from sphinx.cmd import build

    def keeping(make_anew):
        kept = {}

        def get_parser():
            translator = sphinx.locale.translators.get(("console", "sphinx"))
            if type(translator) is not gettext.NullTranslations:
                return patches.NONE
            if not kept:
                kept["parser"] = make_anew()
            name = sys.argv[0], getattr(sys.modules.get("__main__"), "__spec__", None)
            if kept.get("name") != name:  # of the program, which help shows
                kept["name"] = name
                kept["parser"].prog = argparse.ArgumentParser(add_help=False).prog
            return kept["parser"]

        return patches.quicker(PATCH, get_parser, make_anew)

    patches.replace(PATCH, build, "get_parser", keeping)


def make():
    """For processes that are forked later. The caller puts Sphinx's translators back."""
    import sphinx.locale
    from sphinx.cmd import build

    if not patches.is_on(PATCH):
        return
    sphinx.locale.translators["console", "sphinx"] = gettext.NullTranslations()
    own, sys.argv[0] = sys.argv[0], patches.OWN + "sphinx-build"
    build.get_parser().parse_args(["-b", "html", "-D", "a=b", "source", "output"])
    sys.argv[0] = own
