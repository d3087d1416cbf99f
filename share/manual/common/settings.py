"""Settings that all parts of the manual share: appearance and directives."""

from pathlib import Path

PARTS = {
    "home": "Manual",
    "getting-started": "Getting started",
    "manifest": "Manifest",
    "configuration": "Configuration",
    "command-line": "Command line",
    "buildbot-cygwin": "Buildbot and Cygwin",
    "troubleshooting": "Troubleshooting",
    "internals": "How it works",
}

_common = Path(__file__).resolve().parent

nitpicky = True
primary_domain = None
highlight_language = "none"
rst_prolog = ".. program:: docbuild\n\n"

templates_path = [str(_common / "templates")]
html_static_path = [str(_common / "static")]
html_theme = "alabaster"
html_css_files = ["manual.css"]
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
html_use_index = False
html_domain_indices = False
html_sidebars = {"**": ["navigation.html", "search_part.html"]}
html_theme_options = {
    "fixed_sidebar": False,
    "show_powered_by": False,
    "show_relbar_bottom": True,
}
html_context = {"parts": PARTS}


def _name_the_part(app, config):
    part = Path(app.srcdir).name
    config.project = PARTS[part]
    config.html_title = "docbuild" if part == "home" else f"{PARTS[part]} - docbuild"
    config.html_short_title = config.project
    config.html_context["part"] = part
    if part == "home":
        config.html_sidebars = {"**": ["localtoc.html"]}


def setup(app):
    app.connect("config-inited", _name_the_part)
    for kind, words in {
        "topkey": "manifest key",
        "stagekey": "stage key",
        "documentkey": "document key",
        "setting": "configuration key",
        "outcome": "outcome",
        "event": "event",
    }.items():
        app.add_object_type(kind, kind, objname=words)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
