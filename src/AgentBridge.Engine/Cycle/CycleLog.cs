using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>The basis of a cycle's decision, for its log line; it holds no candles, which could be many and would outlive the cycle.</summary>
/// <param name="Symbol">The requested pair.</param>
/// <param name="Strategy">Name and version of the strategy, such as <c>breakout/1</c>.</param>
/// <param name="Timeframe">The timeframe, that is the length of a candle.</param>
/// <param name="Step">The price step as of the deciding candle.</param>
/// <param name="CloseMs">The deciding candle's close, in Unix milliseconds; <see langword="null"/> if there is no candle.</param>
public sealed record CycleBasis(string Symbol, string Strategy, Timeframe Timeframe, PriceStep Step, long? CloseMs)
{
    /// <summary>The host that trades in the same process; <see langword="null"/> if there is none.</summary>
    public string? Host { get; init; }

    /// <summary>The basis of a decision on candles.</summary>
    /// <param name="symbol">The requested pair.</param>
    /// <param name="strategy">Name and version of the strategy, such as <c>breakout/1</c>.</param>
    /// <param name="candles">The closed candles, the deciding one last.</param>
    public static CycleBasis Of(string symbol, string strategy, CandleSeries candles)
    {
        ArgumentNullException.ThrowIfNull(candles);
        return new(symbol, strategy, candles.Timeframe, PriceStepTracker.StepOf(candles), candles.Count > 0 ? candles.CloseTimeMs(candles.Count - 1) : null);
    }
}

/// <summary>
/// The lines of cycles in the action log, the same for every host. An unchanged answer to the same decision is logged once, and so is
/// that a candle triggers nothing, or lacks a feed.
/// </summary>
/// <param name="log">Where the lines go.</param>
/// <threadsafety>Any number of threads.</threadsafety>
public sealed class CycleLog(ActionLog log)
{
    // The newest answers: many more than are given again, and no memory that grows for months.
    private const int MostRemembered = 10_000;

    private readonly Lock _lock = new();
    private readonly HashSet<(Guid Id, string Code)> _written = [];
    private readonly Queue<(Guid Id, string Code)> _order = new();
    private readonly Dictionary<string, (string Code, long? Close)> _quiet = new(StringComparer.Ordinal);

    /// <summary>Logs the result of a cycle.</summary>
    /// <param name="basis">The basis of the decision.</param>
    /// <param name="signal">The triggered signal; <see langword="null"/> for none.</param>
    /// <param name="code">The result code.</param>
    /// <param name="latency">The duration of its stages.</param>
    /// <param name="rationale">The reason, as text.</param>
    /// <exception cref="JournalException">The line can't be written; the next call tries again.</exception>
    public void Record(CycleBasis basis, TradingSignal? signal, string code, in CycleLatency latency, string rationale)
    {
        ArgumentNullException.ThrowIfNull(basis);
        lock (_lock)
        {
            // Remembered only once it is written, so that a line lost to a failure is written later.
            if (signal is not null)
            {
                if (!_written.Contains((signal.DecisionId, code)))
                {
                    log.Append(Entry(basis, code, latency, rationale) with { OutputRefs = [signal.DecisionId.ToString()] }, flush: true);
                    Remember((signal.DecisionId, code));
                }
            }
            else if (!_quiet.TryGetValue(basis.Symbol, out var last) || last != (code, basis.CloseMs))
            {
                log.Append(Entry(basis, code, latency, rationale), flush: false);
                _quiet[basis.Symbol] = (code, basis.CloseMs);
            }
        }
    }

    private void Remember((Guid Id, string Code) answer)
    {
        _ = _written.Add(answer);
        _order.Enqueue(answer);
        if (_order.Count > MostRemembered)
        {
            _ = _written.Remove(_order.Dequeue());
        }
    }

    private static ActionEntry Entry(CycleBasis basis, string code, in CycleLatency latency, string rationale)
    {
        var parameters = new Dictionary<string, ActionValue>(StringComparer.Ordinal)
        {
            ["timeframe"] = basis.Timeframe.ToString(),
            ["strategy"] = basis.Strategy,
            ["price_step"] = basis.Step.IsKnown ? basis.Step.Value : basis.Step.ToString(),
            ["candle_close"] = basis.CloseMs is { } close ? SignalTimestamp.ToText(DateTimeOffset.FromUnixTimeMilliseconds(close)) : default,
        };
        if (basis.Host is { } host)
        {
            parameters[TradeActions.Host] = host;
        }

        return new(TradeActions.Cycle, basis.Symbol, code) { Parameters = parameters, Metrics = latency.ToMetrics(), Rationale = rationale };
    }
}
