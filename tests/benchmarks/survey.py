"""A survey of nine taps, for bots to measure ours against; each answer is one of eight, and all are kept in a row."""

import sqlite3
from pathlib import Path

QUESTIONS = tuple(
    f"Question {number} of 9\nWhich of these comes nearest to what you think?" for number in range(1, 10)
)
CHOICES = tuple(f"The choice with the number {number}" for number in range(1, 9))
THANKS = "Thank you. Your answers are kept."


class Answers:
    """The table of answers.

    Args:
        file: the database.
    """

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)
        columns = ", ".join(f"answer_{number} TEXT" for number in range(1, 10))
        self._connection.execute(f"CREATE TABLE IF NOT EXISTS answers ({columns})")

    def keep(self, answers: list[str]) -> None:
        """Keep the answers of somebody who has come to the end."""
        self._connection.execute(f"INSERT INTO answers VALUES ({', '.join('?' * 9)})", answers)  # noqa: S608
