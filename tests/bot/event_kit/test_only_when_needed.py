"""What draws paper and charts is heavy, and a bot on Telegram needs neither that nor a playground."""

import subprocess
import sys

HEAVY = {"fpdf", "fontTools", "uharfbuzz", "segno", "PIL", "openpyxl", "matplotlib"}


def test_the_bot_starts_without_what_it_may_never_need() -> None:
    """Papers, charts, packs and workbooks are made in processes of their own; the playground is for trying it out."""
    started = "import sys, bot.cli, bot.running; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", started], capture_output=True, text=True, check=True)  # noqa: S603
    assert "bot.running" in modules.stdout.split()
    assert not HEAVY & set(modules.stdout.split())
    assert not {"bot.playground", "bot.simulation"} & set(modules.stdout.split())
