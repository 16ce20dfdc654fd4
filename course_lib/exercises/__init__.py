"""One module a lesson or an assignment: its exercises, with their words in the TOML file beside it.

`assignments` and `handouts` make of them what a class gets.
"""
