using System.Collections.Frozen;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace AgentBridge.Cli;

/// <summary>The library's help, followed by examples of the command.</summary>
/// <param name="help">The library's own.</param>
internal sealed class ExampleHelp(SynchronousCommandLineAction help) : SynchronousCommandLineAction
{
    /// <summary>The examples, by the command's full name.</summary>
    public static FrozenDictionary<string, string[]> Examples { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["bridge agent"] =
        [
            "bridge agent --pairs BTC/USDT,ETH/USDT --timeframe 5m --redis redis://127.0.0.1:6379/0",
            "bridge agent --pairs BTC/USDT,ETH/USDT --strategy breakout,ema-cross --http 127.0.0.1:9464",
            "TRANSPORT=file bridge agent --exchange http://127.0.0.1:18124 --log-level debug",
        ],
        ["bridge backtest"] =
        [
            "bridge backtest --candles BTC_USDT-5m.csv --strategy breakout",
            "bridge backtest --candles user_data/data/binance --pairs BTC/USDT,ETH/USDT --slots 2 --rules freqtrade-2026.9 --json",
            "bridge backtest --candles BTC_USDT-5m.csv --signals signals.jsonl --stake 1000 --tick 0.01 --step 0.00001 --trades trades.jsonl",
            "bridge backtest --candles BTC_USDT-5m.csv --protections protections.json",
            "bridge backtest --candles BTC_USDT-5m.csv --rules realistic --spread 0.0002 --volume-limit 0.025 --price-impact 0.1 --latency 500",
            "bridge backtest --candles BTC_USDT-5m.csv --strategy macd --html report.html --export freqtrade",
        ],
        ["bridge candles convert"] =
        [
            "bridge candles convert BTCUSDT-5m-2025-*.csv --out user_data/data/binance",
            "bridge candles convert user_data/data/binance/ETH_USDT-1h.feather --out eth.csv",
            "bridge candles convert BTC/USDT:USDT=dump.csv --out user_data/data/binance --format json",
        ],
        ["bridge candles download"] =
        [
            "bridge candles download --symbol BTC/USDT --timeframe 5m --from 2025-01-01 --out BTC_USDT-5m.csv",
            "bridge candles download --pairs BTC/USDT,ETH/USDT --timeframe 1h --from 2024-01-01 --out user_data/data/binance",
        ],
        ["bridge candles info"] =
        [
            "bridge candles info BTC_USDT-5m.csv",
            "bridge candles info user_data/data/binance --json",
        ],
        ["bridge candles resample"] =
        [
            "bridge candles resample BTC_USDT-5m.csv --timeframe 1h --out BTC_USDT-1h.csv",
            "bridge candles resample BTC_USDT-5m.feather --timeframe 4h --out user_data/data/binance",
        ],
        ["bridge indicators"] =
        [
            "bridge indicators rsi",
            "bridge indicators macd --param fast=8 --param slow=21",
            "bridge indicators rsi --param period=14 --candles BTC_USDT-5m.csv --out rsi.csv",
            "bridge indicators atr --candles user_data/data/binance --pairs BTC/USDT --out atr.csv",
        ],
        ["bridge parity"] =
        [
            "bridge parity --candles BTC_USDT-5m.csv --strategy breakout --freqtrade 2026.9",
            "bridge parity --candles DOGE_USDT-5m.csv --candles SHIB_USDT-5m.csv --slots 2 --json",
            "bridge parity --candles BTC_USDT-5m.csv --signals signals.jsonl --stake 1000 --wallet 10000",
        ],
        ["bridge status"] =
        [
            "bridge status --http 127.0.0.1:9464",
            "bridge status --json",
        ],
        ["bridge strategies"] =
        [
            "bridge strategies",
            "bridge strategies macd --timeframe 15m",
        ],
        ["bridge strategies check"] =
        [
            "bridge strategies check breakout --candles BTC_USDT-5m.csv",
            "bridge strategies check session --param strategy=macd --param fast=8 --candles BTC_USDT-5m.csv",
            "bridge strategies check breakout --candles user_data/data/binance --pairs BTC/USDT --timeframe 5m",
        ],
        ["bridge candles check"] =
        [
            "bridge candles check BTCUSDT-5m-2025-06.zip",
            "bridge candles check user_data/data/binance --pairs BTC/USDT,ETH/USDT --timeframe 5m",
            "bridge candles check history.csv --time-unit utc",
        ],
        ["bridge generate"] =
        [
            "bridge generate --candles BTC_USDT-5m.feather --out signals.jsonl",
            "bridge generate --candles user_data/data/binance --pairs BTC/USDT:USDT --out signals.jsonl",
            "bridge generate --candles BTC/USD=XBTUSD_5.csv --out signals.jsonl --no-risk",
            "bridge generate --strategy bollinger --param mode=breakout --candles BTC_USDT-5m.csv --out signals.jsonl",
        ],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public override bool ClearsParseErrors => help.ClearsParseErrors;

    public override bool Terminating => help.Terminating;

    /// <summary>Puts it in the place of the library's help.</summary>
    public static void Install(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            option.Action = new ExampleHelp((SynchronousCommandLineAction)option.Action!);
        }
    }

    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        if (Examples.TryGetValue(CommandTree.PathOf(parseResult.CommandResult), out var examples))
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine("  " + example);
            }

            output.WriteLine();
        }

        return code;
    }
}
