"""The kinds of step that a flow is made of, one to a file."""
