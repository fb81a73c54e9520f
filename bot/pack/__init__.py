"""The priorities pack: the pages that an inspector takes into the meeting at the end of a round.

The libraries that print it are imported with the first pack, not when the bot starts.
"""
