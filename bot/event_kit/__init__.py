"""What an officer takes to an event: the QR code as a picture, the A4 poster and the A6 handout as PDF.

All but the facts on it is imported in a process of its own (see `aside`); the bot never loads what draws.
"""
