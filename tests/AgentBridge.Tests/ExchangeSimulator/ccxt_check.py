"""Real ccxt against a simulator: loads markets, fetches candles, book, ticker and trades, watches streams. Prints one JSON document."""
import asyncio
import json
import sys

import ccxt
import ccxt.pro


def config(url):
    return {
        "enableRateLimit": False,
        "urls": {"api": {"public": url + "/api/v3", "ws": {"spot": url.replace("http", "ws", 1) + "/ws"}}},
        "options": {"fetchMarkets": ["spot"]},
    }


def error_of(call):
    try:
        call()
    except ccxt.BaseError as error:
        return [type(error).__name__, str(error)]
    return None


def fetch(url):
    exchange = ccxt.binance(config(url))
    markets = exchange.load_markets()
    market = markets["BTC/USDT"]
    return {
        "version": ccxt.__version__,
        "markets": sorted(markets),
        "active": market["active"],
        "digits": exchange.precisionMode == ccxt.DECIMAL_PLACES,
        "precision": market["precision"],
        "limits": {"amount": market["limits"]["amount"]["min"], "cost": market["limits"]["cost"]["min"]},
        "taker": market["taker"],
        "candles": exchange.fetch_ohlcv("BTC/USDT", "5m", limit=1000),
        "since": exchange.fetch_ohlcv("BTC/USDT", "1h", since=0, limit=2),
        "book": exchange.fetch_order_book("BTC/USDT", 5),
        "ticker": exchange.fetch_ticker("BTC/USDT"),
        "trades": len(exchange.fetch_trades("BTC/USDT", limit=5)),
        "time": exchange.fetch_time(),
        "unknown": error_of(lambda: exchange.public_get_klines({"symbol": "NOPE", "interval": "5m"})),
    }


async def watch_best(exchange):
    # The older ccxt has the book ticker as a kind of ticker, the newer one has a call of its own.
    if hasattr(exchange, "watch_bids_asks"):
        return (await exchange.watch_bids_asks(["BTC/USDT"]))["BTC/USDT"]
    return await exchange.watch_ticker("BTC/USDT", {"name": "bookTicker"})


async def watch(url):
    exchange = ccxt.pro.binance(config(url))
    try:
        candles = await exchange.watch_ohlcv("BTC/USDT", "5m")
        ticker = await exchange.watch_ticker("BTC/USDT", {"name": "miniTicker"})
        return {"candle": candles[-1], "last": ticker["last"], "ask": (await watch_best(exchange))["ask"]}
    finally:
        await exchange.close()


base = sys.argv[1]
result = fetch(base)
result["watched"] = asyncio.run(asyncio.wait_for(watch(base), 30))
json.dump(result, sys.stdout)
