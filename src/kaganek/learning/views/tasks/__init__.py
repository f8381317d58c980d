"""Pages of tasks: the members' side, the consultant's queue, the coordinator's list."""
