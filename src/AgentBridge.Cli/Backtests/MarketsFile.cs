using AgentBridge.Backtesting;
using AgentBridge.Exchanges;

namespace AgentBridge.Cli;

/// <summary>The markets of a file: an answer of the exchange's <c>exchangeInfo</c>.</summary>
internal sealed class MarketsFile
{
    // Binance's answer for all symbols has about 20 MB.
    private const int MostBytes = 1 << 28;

    private readonly string _file;
    private readonly Dictionary<string, ExchangeMarket> _markets;

    private MarketsFile(string file, Dictionary<string, ExchangeMarket> markets) => (_file, _markets) = (file, markets);

    /// <summary>Reads it.</summary>
    /// <exception cref="CliException">The file can't be read, or is no such answer.</exception>
    public static MarketsFile Read(string file, CliHost host)
    {
        try
        {
            var markets = new Dictionary<string, ExchangeMarket>(StringComparer.Ordinal);
            foreach (var market in BinanceMarkets.Read(SignalFile.ReadBytes(file, host, MostBytes)))
            {
                markets[market.Pair] = market;
            }

            return new(file, markets);
        }
        catch (FormatException exception)
        {
            throw new CliException(ExitCodes.Usage, $"{file}: MARKETS_INVALID: {exception.Message}; give the answer of GET /api/v3/exchangeInfo", exception);
        }
    }

    /// <summary>The market of a pair.</summary>
    /// <exception cref="CliException">The file doesn't have it, or not its steps.</exception>
    public BacktestMarket Of(string pair)
    {
        if (!_markets.TryGetValue(pair, out var market))
        {
            throw new CliException(ExitCodes.Usage, FormattableString.Invariant($"{_file}: MARKET_MISSING: {pair} is not among its {_markets.Count} markets"));
        }

        if (!market.Tick.IsKnown || !market.Step.IsKnown)
        {
            throw new CliException(ExitCodes.Usage, $"{_file}: MARKETS_INVALID: {pair} has no tickSize or no stepSize");
        }

        return new(market.Tick, market.Step)
        {
            MinAmount = Math.Max(market.MinAmount, market.Step.Value),
            MaxAmount = market.MaxAmount,
            MinCost = market.MinCost,
            MaxCost = market.MaxCost,
        };
    }
}
