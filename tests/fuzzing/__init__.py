"""Anything may come in: no update, token, setting or file of the flows brings about more than a refusal."""
