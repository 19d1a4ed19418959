"""The words around the code: every example runs, every link leads somewhere, the map is true."""

import doctest
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

import recordclass

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(
    [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"]
)
PAGES += sorted((ROOT / "csrc").glob("*.md")) + sorted((ROOT / "docs").rglob("*.md"))
PAGES = [page for page in PAGES if page.is_file()]
WITH_EXAMPLES = {
    "README.md",
    "docs/class-statements.md",
    "docs/families.md",
    "docs/functions.md",
    "docs/index.md",
    "docs/internals/layout.md",
    "docs/internals/life-cycle.md",
    "docs/memory.md",
    "docs/migrating.md",
    "docs/pickling.md",
    "docs/tools.md",
}
# Makes a class or is one that programs call or inherit from: its docstring shows how.
SHOWN = {
    "RecordClass",
    "StructClass",
    "arrayclass",
    "dataobject",
    "join_classes",
    "make_arrayclass",
    "memoryslots",
    "recordclass",
    "structclass",
}

# The figures in the text are those of a 64-bit build with the GIL, and the text says so.
SIZES_HOLD = object.__basicsize__ == 16
SIZE = re.compile(r"sizeof|__basicsize__")

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)

needs_tree = pytest.mark.skipif(
    not (ROOT / "docs").is_dir(), reason="the pages are in the source tree only"
)


def name_of(page):
    return page.relative_to(ROOT).as_posix()


def run_examples(text, name):
    """Run the examples of a text in one namespace; return how many ran and what failed."""
    # a fence is no part of the output that is expected above it
    text = re.sub(r"^```.*$", "", text, flags=re.MULTILINE)
    test = doctest.DocTestParser().get_doctest(text, {"__name__": "__main__"}, name, name, 0)
    if not SIZES_HOLD:
        test.examples = [example for example in test.examples if not SIZE.search(example.source)]
    failures = []
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(test, out=failures.append)
    return runner.tries, "".join(failures)


def anchors(page):
    """Return the fragments that headings of a page have."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in kept}


@needs_tree
@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_examples_of_pages(page):
    tries, failures = run_examples(page.read_text(encoding="utf-8"), name_of(page))
    assert failures == ""
    assert (tries > 0) is (name_of(page) in WITH_EXAMPLES)


@needs_tree
def test_pages_with_examples_are_all_there():
    assert WITH_EXAMPLES - {name_of(page) for page in PAGES} == set()


@needs_tree
@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page):
    broken = []
    for target in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, fragment = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        missing = not there.is_file() or (fragment and fragment not in anchors(there))
        if missing or not there.is_relative_to(ROOT):
            broken.append(target)
    assert broken == []


@needs_tree
def test_every_page_is_reached_from_the_readme():
    todo, seen = [ROOT / "README.md"], set()
    while todo:
        page = todo.pop()
        if page in seen or not page.is_file():
            continue
        seen.add(page)
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            path = target.partition("#")[0]
            if path.endswith(".md") and ":" not in path:
                todo.append((page.parent / path).resolve())
    assert {name_of(page) for page in PAGES} - {name_of(page) for page in seen} == set()


@needs_tree
def test_guarantees_name_tests_and_commands_that_exist():
    text = (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/test_\w+\.py)(?:::(test_\w+))?`", text)
    assert len(named) > 20
    for path, test in named:
        source = (ROOT / path).read_text(encoding="utf-8")
        assert f"\ndef {test or 'test_'}" in source, (path, test)
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = re.findall(r"`make (\w+)`", text)
    assert {"asan", "debug"} <= set(commands)
    for command in commands:
        assert f".PHONY: {command}\n" in targets
    before, _, rest = text.partition("<!-- measured -->")
    assert before.endswith("\n## Measured\n\n")
    assert rest.endswith("<!-- /measured -->\n")


@needs_tree
def test_the_map_has_one_line_for_each_file():
    text = (ROOT / "csrc" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+\.(?:c|h|def))` \| \S.* \|$", text, flags=re.MULTILINE)
    there = [path.name for path in (ROOT / "csrc").iterdir() if path.suffix in {".c", ".h", ".def"}]
    assert sorted(rows) == sorted(there)


@needs_tree
def test_the_map_tells_the_sources_in_the_order_in_which_meson_lists_them():
    text = (ROOT / "csrc" / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"'(\w+\.c)'", (ROOT / "csrc" / "meson.build").read_text(encoding="utf-8"))
    rows = re.findall(r"^\| `(\w+\.c)` \|", text, flags=re.MULTILINE)
    assert rows == listed


@needs_tree
def test_make_has_the_commands_that_the_readme_names():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(
        r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    named = set(re.findall(r"`make (\w+)`", readme))
    assert {"demo", "test"} <= named
    assert named <= set(" ".join(targets).split())


def test_examples_of_the_package():
    tries, failures = run_examples(recordclass.__doc__, "recordclass")
    assert failures == ""
    assert tries > 0


@pytest.mark.parametrize("name", recordclass.__all__)
def test_docstrings_of_public_names(name):
    text = inspect.getdoc(getattr(recordclass, name))
    assert text
    tries, failures = run_examples(text, name)
    assert failures == ""
    assert tries > 0 or name not in SHOWN


MODULES = [
    module.name
    for module in pkgutil.walk_packages(recordclass.__path__, "recordclass.")
    # its modules need the demo's extra: test_compare.py runs their examples
    if not module.name.startswith("recordclass.compare") and not module.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_modules(name):
    module = importlib.import_module(name)
    assert module.__doc__
    for found in doctest.DocTestFinder().find(module, name):
        # in a namespace of their own, as a reader would run them
        _, failures = run_examples(found.docstring, found.name)
        assert failures == ""


def test_names_that_show_examples_are_public():
    assert set(recordclass.__all__) >= SHOWN
