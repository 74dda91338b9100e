"""A stand-in for Binance's public REST on the loopback: only what Freqtrade asks in spot dry-run and backtesting."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

STEP_MS = 300_000


class Exchange:
    """Pairs with a price each; candles end with the running one, on the real clock."""

    def __init__(self, pairs: dict[str, float]) -> None:
        self.prices = dict(pairs)
        self.requests: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/api/v3"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, query: dict[str, str]) -> object:
        name = path.rpartition("/")[2]
        if name == "exchangeInfo":
            return {"timezone": "UTC", "symbols": [self._symbol(pair) for pair in self.prices]}
        if name == "time":
            return {"serverTime": int(time.time() * 1000)}
        if name == "klines":
            return self._klines(self._price(query), int(query.get("limit", "500")))
        if name == "depth":
            price = self._price(query)
            return {"lastUpdateId": 1, "bids": [[f"{price:.2f}", "500"]], "asks": [[f"{price + 0.01:.2f}", "500"]]}
        if name == "24hr":
            price = self._price(query)
            return {"symbol": query["symbol"], "bidPrice": price, "bidQty": 500, "askPrice": price + 0.01, "lastPrice": price}
        return {} if name == "ping" else None

    def _price(self, query: dict[str, str]) -> float:
        return next(price for pair, price in self.prices.items() if pair.replace("/", "") == query["symbol"])

    @staticmethod
    def _klines(price: float, limit: int) -> list[list]:
        running = int(time.time() * 1000) // STEP_MS * STEP_MS
        text = f"{price:.2f}"
        return [[running - back * STEP_MS, text, text, text, text, "10"] for back in range(min(limit, 300) - 1, -1, -1)]

    @staticmethod
    def _symbol(pair: str) -> dict:
        base, quote = pair.split("/")
        return {
            "symbol": base + quote, "status": "TRADING", "baseAsset": base, "quoteAsset": quote,
            "isSpotTradingAllowed": True, "permissions": ["SPOT"],
            "filters": [
                {"filterType": "PRICE_FILTER", "tickSize": "0.01", "minPrice": "0.01", "maxPrice": "1000000"},
                {"filterType": "LOT_SIZE", "stepSize": "0.00001", "minQty": "0.00001", "maxQty": "9000000000"},
                {"filterType": "NOTIONAL", "minNotional": "5"},
            ],
        }

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        exchange = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                exchange.requests.append(self.path)
                found = exchange.answer(parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()})
                body = json.dumps({"code": -1, "msg": "no such endpoint"} if found is None else found).encode()
                self.send_response(404 if found is None else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler
