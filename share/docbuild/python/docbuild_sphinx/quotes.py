"""Leaves text without quotation marks alone, on which docutils tries ten regular expressions.

It does not know what marks become: each of those expressions looks for one, and most text has none.
"""


def install():
    """In all documents of this process and of those forked from it."""
    from docutils.utils import smartquotes

    original = smartquotes.educateQuotes
    if hasattr(original, "replaced"):
        return

    def educate_quotes(text, language="en"):
        return original(text, language) if "'" in text or '"' in text else text

    educate_quotes.replaced = original
    smartquotes.educateQuotes = educate_quotes
