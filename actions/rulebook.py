"""The rule catalogue as the actions read it."""

from functools import cache

from handoff.catalogue import Catalogue, load_catalogue
from handoff.settings import ROOT


@cache
def catalogue() -> Catalogue:
    return load_catalogue(ROOT / "data")
