"""Whatever breaks: nothing is lost, nothing is kept twice, and nobody is left without an answer."""
