"""The real data with one thing broken: the file is copied, changed and read anew, all others stay as they were read."""

from dataclasses import replace

import pytest

from handoff.settings import ROOT
from handoff.workbench.check.book import INSTITUTIONS, read_book
from handoff.workbench.check.reader import read


@pytest.fixture(scope="session")
def whole():
    return read_book(ROOT)


@pytest.fixture
def findings_of(tmp_path, whole):
    """Gives the place where a finding is due, the line of `at` or else of the change; and what the family finds.

    `only`: the topics to look at.
    """

    def run(family, file, old, new, *, at=None, only=None):
        before, after = (ROOT / file).read_text(), (ROOT / file).read_text().replace(old, new, 1)
        assert after != before
        copy = tmp_path / file
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(after)
        table, trouble = read(tmp_path, file)
        assert trouble == []
        book = _with(whole, file, table)
        if only is not None:
            book = replace(book, files={path: table for path, table in book.files.items() if _is_in(path, only)})
        line = after[: after.index(at or new)].count("\n") + 1
        return f"{file}:{line}: ", [str(finding) for finding in family(book)]

    return run


def _with(book, file, table):
    if file.startswith(INSTITUTIONS):
        return replace(book, institutions={**book.institutions, file: table})
    return replace(book, files={**book.files, file: table})


def _is_in(path, topics):
    return path.count("/") < 2 or path.split("/")[1] in topics
