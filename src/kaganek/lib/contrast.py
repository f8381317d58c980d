"""How much the light and the dark of a picture differ, as WCAG counts it."""

from __future__ import annotations

from collections.abc import Iterable


def _linear(value: int) -> float:
    part = value / 255
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


_LINEAR = [_linear(value) for value in range(256)]


def luminance(red: int, green: int, blue: int) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    return 0.2126 * _LINEAR[red] + 0.7152 * _LINEAR[green] + 0.0722 * _LINEAR[blue]


def widest_contrast(colours: Iterable[tuple[int, tuple[int, int, int]]]) -> float:
    """The contrast between the lightest and the darkest hundredth of a picture, 1 to 21.

    colours   how many points there are of each colour.
    """
    lights = sorted((luminance(*colour), number) for number, colour in colours)
    edge = max(1, sum(number for _, number in lights) // 100)
    dark, light = _beyond(lights, edge), _beyond(lights[::-1], edge)
    return (light + 0.05) / (dark + 0.05)


def _beyond(lights: list[tuple[float, int]], edge: int) -> float:
    """The luminance at which `edge` points have been counted."""
    counted = 0
    for light, number in lights:
        counted += number
        if counted >= edge:
            return light
    return lights[-1][0] if lights else 1.0
