"""A property that is found when it is first asked for, and kept in the instance.

As `functools.cached_property` of Python 3.12: that of 3.11 takes a lock, for several times the time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

_Found = TypeVar("_Found")


class once(Generic[_Found]):  # noqa: N801 - it is used as `property` is
    """The property that a method finds; for classes whose instances have a `__dict__`."""

    def __init__(self, find: Callable[[Any], _Found]) -> None:
        self._find = find
        self._name = find.__name__
        self.__doc__ = find.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> once[_Found]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> _Found: ...
    def __get__(self, instance: object | None, owner: type) -> once[_Found] | _Found:
        if instance is None:
            return self
        found = instance.__dict__[self._name] = self._find(instance)
        return found
