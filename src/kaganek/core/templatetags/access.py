"""`{% may "finish" "learning.attempt" as can_finish %}`: the access table in a template."""

from __future__ import annotations

from typing import Any

from django import template

from kaganek.core import access

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], action: str, obj: str) -> bool:
    return access.may(context["request"].seat, action, obj)
