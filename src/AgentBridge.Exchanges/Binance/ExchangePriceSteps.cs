using System.Collections.Concurrent;
using AgentBridge.Market;

namespace AgentBridge.Exchanges;

/// <summary>
/// The price steps that an exchange reports for its pairs: requested once in an hour to an hour and a half per pair. If it does not report one, it is asked again
/// after ten minutes, and an unchanged reason is logged once; until then the last known step applies, or else the decimals of the candles.
/// </summary>
internal sealed class ExchangePriceSteps(BinanceClient client, Action<string>? unavailable)
{
    private const long KnownMs = 3_600_000;
    private const long UnknownMs = 600_000;

    private readonly ConcurrentDictionary<string, (PriceStep Step, long AskAgainMs, string Problem)> _steps = new(StringComparer.Ordinal);

    /// <summary>Up to half an hour, different for each pair, so that a hundred pairs do not all ask at the same candle.</summary>
    private static long Spread(string symbol) => symbol.Aggregate(0L, (sum, letter) => ((sum * 31) + letter) % 1_800) * 1_000;

    /// <summary>The step of a pair.</summary>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="nowMs">The exchange's time, in Unix milliseconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<PriceStep> GetAsync(string symbol, long nowMs, CancellationToken cancellationToken)
    {
        if (_steps.TryGetValue(symbol, out var known) && nowMs < known.AskAgainMs)
        {
            return known.Step;
        }

        // The candles are here: a decision does not wait for the step longer than for one answer.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(client.Options.RequestTimeout);
        try
        {
            var step = await client.GetPriceStepAsync(symbol, limit.Token).ConfigureAwait(false);
            _steps[symbol] = (step, nowMs + KnownMs + Spread(symbol), string.Empty);
            return step;
        }
        catch (Exception exception) when (exception is CandleSourceException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            var why = exception is CandleSourceException ? exception.Message : $"{client.Options.BaseUrl.AbsoluteUri.TrimEnd('/')}: no answer in time";
            _steps[symbol] = (known.Step, nowMs + UnknownMs, why);
            if (string.Equals(why, known.Problem, StringComparison.Ordinal))
            {
                return known.Step;
            }

            unavailable?.Invoke($"the exchange does not report the price step of {symbol} ({why}): {(known.Step.IsKnown ? $"{known.Step} stays in use" : "it is taken from the decimals of the candles")}");
            return known.Step;
        }
    }
}
