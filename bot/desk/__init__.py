"""The desk: what staff can ask the bot for, and what it tells them of itself."""
