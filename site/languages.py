"""Blocks of the class `en` or `zh` say their language in HTML, for voices, fonts and hyphenation."""

import re

LANGUAGES = {"en": "en", "zh": "zh-Hans"}


def _named(match):
    return f'{match.group(0)} lang="{LANGUAGES[match.group(1)]}"'


def _page(app, pagename, templatename, context, doctree):
    if "body" in context:
        context["body"] = re.sub(r'<(?:div|p|span) class="(en|zh)\b[^"]*"(?! lang)', _named, context["body"])


def setup(app):
    app.connect("html-page-context", _page)
    return {"version": "1", "parallel_read_safe": True}
