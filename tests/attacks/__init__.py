"""Attacks on what residents said: each tries to learn it from what is stored, logged, timed or sent."""
