"""A loss that keeps the trades of each pass: its value is the name of the file that holds them."""

import hashlib
import json
import os
from pathlib import Path

from freqtrade.optimize.hyperopt import IHyperOptLoss

COLUMNS = ["pair", "open_date", "close_date", "open_rate", "close_rate", "amount", "profit_abs", "exit_reason", "is_open"]


class TradesLoss(IHyperOptLoss):
    @staticmethod
    def hyperopt_loss_function(results, *args, **kwargs) -> float:
        text = results[COLUMNS].to_json(orient="records", date_unit="ms", double_precision=15) if len(results) else "[]"
        rows = json.loads(text)
        for row, orders in zip(rows, results["orders"] if len(results) else ()):
            row["order_tag"] = orders[0]["ft_order_tag"]
        text = json.dumps(rows)
        # A whole number below 2^48 is exact as a double; negative, so that it is better than the loss of no trades.
        loss = int(hashlib.sha256(text.encode()).hexdigest()[:12], 16)
        (Path(os.environ["TRADES_OF_PASSES"]) / f"{loss}.json").write_text(text)
        return float(-loss)
