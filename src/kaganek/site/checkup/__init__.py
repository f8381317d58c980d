"""The checks of `kaganek doctor`: what is looked at, what was found, how to mend it. All of them: `table.CHECKS`."""
