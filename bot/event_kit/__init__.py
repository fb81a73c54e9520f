"""What an officer takes to an event: the QR code as a picture, the A4 poster and the A6 handout as PDF.

Nothing of it is imported when the bot starts: the libraries that draw take half a second and 50 MB.
"""
