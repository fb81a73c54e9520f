"""Telegram in and out: the application, the playground and the command line."""
