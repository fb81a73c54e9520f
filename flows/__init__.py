"""What is said and asked, and what follows from an answer. Knows no Telegram."""
