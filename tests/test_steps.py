"""What takes steps: by itself, and beside others."""

from __future__ import annotations

import pytest

from copydesk.once import once
from copydesk.steps import Steps, abreast, taken


def counting(name: str, steps: int, seen: list[str], error: Exception | None = None) -> Steps[str]:
    for i in range(steps):
        seen.append(f"{name}{i}")
        yield
    if error:
        raise error
    return name.upper()


def test_steps_taken_come_to_what_they_return() -> None:
    assert taken(counting("a", 3, [])) == "A"
    assert taken(counting("a", 0, [])) == "A"
    with pytest.raises(KeyError):
        taken(counting("a", 1, [], KeyError("b")))


def test_each_takes_a_step_before_any_takes_the_next() -> None:
    seen: list[str] = []
    many = [counting("a", 3, seen), counting("b", 1, seen), counting("c", 2, seen)]
    assert abreast(many, KeyError) == ["A", "B", "C"]
    assert seen == ["a0", "b0", "c0", "a1", "c1", "a2"]


def test_an_error_of_one_stops_no_other_and_any_other_stops_all() -> None:
    error = KeyError("b")
    assert abreast([counting("a", 1, [], error), counting("b", 2, [])], KeyError) == [error, "B"]
    with pytest.raises(ValueError, match="c"):
        abreast([counting("a", 1, [], ValueError("c")), counting("b", 2, [])], KeyError)
    assert abreast([], KeyError) == []


def test_a_property_is_found_once_for_each_instance() -> None:
    class Counter:
        def __init__(self) -> None:
            self.asked = 0

        @once
        def found(self) -> int:
            """How often it was asked."""
            self.asked += 1
            return self.asked

    first, second = Counter(), Counter()
    assert (first.found, first.found, second.found, first.asked) == (1, 1, 1, 1)
    assert Counter.found.__doc__ == "How often it was asked."
