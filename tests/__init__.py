"""The tests: conversations with the running bot, and what each floor promises."""
