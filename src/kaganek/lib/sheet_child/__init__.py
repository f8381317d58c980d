"""The half of the table reader that runs in a child process.

An uploaded file may be built to kill whatever opens it, so it is opened only here: in an interpreter
of its own, with limits on memory and time set before the first byte is looked at. Nothing in this
package imports the rest of the product; it must start in a few hundredths of a second.
"""
