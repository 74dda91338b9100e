"""A set that forgets its oldest members: outside input must not exhaust the memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Recent(Generic[T]):
    """The newest `capacity` members."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._members: OrderedDict[T, None] = OrderedDict()

    def __contains__(self, member: object) -> bool:
        return member in self._members

    def add(self, member: T) -> None:
        """Adds a member, or makes it the newest."""
        self._members[member] = None
        self._members.move_to_end(member)
        while len(self._members) > self._capacity:
            self._members.popitem(last=False)

    def update(self, members: Iterable[T]) -> None:
        """Adds members, the oldest first."""
        for member in members:
            self.add(member)
