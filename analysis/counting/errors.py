"""The one error of this room."""


class CountingError(ValueError):
    """What cannot be counted; the message names the word, table or expression, the place in it, and the remedy."""
