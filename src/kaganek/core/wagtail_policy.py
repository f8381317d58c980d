"""Content is unpublished or corrected, never deleted: results and certificates speak of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy


class KeepPolicy(ModelPermissionPolicy):
    """Everything the account may do but deleting."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class UnwantedPolicy(KeepPolicy):
    """The same, but what nobody has used may go; `is_kept` says of a row whether it stays."""

    def __init__(self, model: Any, is_kept: Callable[[Any], bool]) -> None:
        super().__init__(model)
        self.is_kept = is_kept

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Of some row; which one, is judged below and once more by the deed."""
        return action == "delete" or super().user_has_permission(user, action)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if action == "delete" and self.is_kept(instance):
            return False
        return self.user_has_permission(user, action)
