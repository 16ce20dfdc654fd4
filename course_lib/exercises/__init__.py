"""One module a lesson: its exercises and quiz, with their words in the TOML file beside it."""
