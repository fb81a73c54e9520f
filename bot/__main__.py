"""`python -m bot` is `local-views`."""

from bot.cli import main

main()
