"""One module for each command of `kaganek`; the table of them all is `site/cli.py`."""
