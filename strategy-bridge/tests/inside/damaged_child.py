"""A process that starts a bot twice, without and with open trades of ours: `damaged_child.py CONFIG FOLDER`; prints the result."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace

from conftest import PAIRS
from freqtrade.exceptions import OperationalException
from live_bot import LiveBot


def main() -> None:
    config, folder = json.loads(sys.argv[1]), Path(sys.argv[2])
    exchange = SimpleNamespace(url=config["exchange"]["ccxt_config"]["urls"]["api"]["public"], prices=dict.fromkeys(PAIRS, 100.0))
    refused = ""
    bot = LiveBot(folder, exchange)  # type: ignore[arg-type]
    bot.config = {**config, "db_url": f"sqlite:///{folder / 'empty.sqlite'}"}
    try:
        bot.start()
    except OperationalException as error:
        refused = str(error)
    bot.config = config
    bot.start()
    blocked = bot.bridge.blocked()
    bot.loop(2)
    exits = {trade.pair: trade.exit_reason for trade in bot.trades()}
    bot.stop()
    print(json.dumps({"refused": refused, "blocked": blocked, "exits": exits}))


main()
