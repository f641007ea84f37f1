"""Stands in for libraries that Rasa imports and nothing here calls: any name in them is a class that does nothing."""

import importlib.machinery
import sys
import types
from collections.abc import Sequence
from typing import Any


def stand_in(*libraries: str) -> None:
    """From now on, importing one of them gives an empty shell; what has been imported before stays what it is."""
    _FINDER.names.update(libraries)
    if _FINDER not in sys.meta_path:
        sys.meta_path.insert(0, _FINDER)


def unseal() -> None:
    """Another bot is about to be loaded, and what loads may call a stand-in."""
    _FINDER.sealed = False


def seal() -> None:
    """The bot is loaded: from now on, what a stand-in does nothing for is an error, not a silent difference."""
    _FINDER.sealed = True


class StandInCalled(RuntimeError):
    """What answers called a library that was left out of this process, so bot/serving.py must not name that."""


class _AnythingMeta(type):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything


class Anything(metaclass=_AnythingMeta):
    """A class that can be subclassed, called, used as a decorator and asked for any attribute."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        _check()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        _check()
        return args[0] if args and callable(args[0]) else Anything()

    def __class_getitem__(cls, item: Any) -> Any:
        return cls

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything


def _check() -> None:
    if _FINDER.sealed:
        raise StandInCalled()


class _StubModule(types.ModuleType):
    __path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything


class _StubFinder:
    def __init__(self) -> None:
        self.names: set[str] = set()
        self.sealed = False

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> Any:
        if name.split(".")[0] in self.names:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)  # type: ignore[arg-type]  # duck-typed
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _StubModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        if module.__name__ == "tensorflow":
            module.__dict__.update(is_tensor=lambda value: False, __version__="0")  # both asked by matplotlib


_FINDER = _StubFinder()
