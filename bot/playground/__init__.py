"""A Telegram of one's own on loopback: a strict local Bot API server and a chat page in the browser."""
