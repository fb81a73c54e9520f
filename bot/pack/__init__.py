"""The priorities pack: the pages that an inspector takes into the meeting at the end of a round.

For a chat they are printed in a process of their own (see `aside`); the bot never loads what prints them.
"""
