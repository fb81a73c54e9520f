"""The bot as a process: many residents at once, sudden ends, faults; and no trace of anybody."""
