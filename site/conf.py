"""Sphinx's settings for the readers' site; `python run.py site` prepares the sources and calls Sphinx."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

project = "Mass-line rhetoric · 群众路线的修辞"
author = "The authors of the mass-line rhetoric study"
html_title = "Mass-line rhetoric"
extensions = ["myst_nb", "chinese_search", "languages"]
myst_enable_extensions = ["attrs_block", "colon_fence", "deflist"]
myst_heading_anchors = 3
suppress_warnings = ["ref.python"]  # a type whose name two rooms have is left without a link
nb_execution_mode = "off"
nb_merge_streams = True
add_module_names = False
python_maximum_signature_line_length = 88
toc_object_entries = False

language = "en"
html_search_language = "zh_en"
html_theme = "pydata_sphinx_theme"
html_static_path = ["static"]
html_favicon = "static/favicon.svg"
templates_path = ["templates"]
html_css_files = ["font.css", "reader.css", "site.css"]
html_js_files = [("passages.js", {"defer": "defer"})]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
html_last_updated_fmt = None
html_domain_indices = False
html_use_index = False
html_context = {"default_mode": "auto"}
html_theme_options = {
    "navbar_end": ["language-switch", "theme-switcher"],
    "navbar_persistent": ["search-button"],
    "navbar_align": "left",
    "header_links_before_dropdown": 7,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": [],
    "footer_end": [],
    "show_prev_next": True,
    "back_to_top_button": False,
    "logo": {"text": "Mass-line rhetoric"},
}
html_sidebars = {"index": [], "essay": [], "search": []}


def setup(app):
    # before anything is drawn, so that no language flashes up; after DOCUMENTATION_OPTIONS, which it reads
    app.add_js_file("site.js", priority=300)
