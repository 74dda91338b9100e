using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Testing;

namespace AgentBridge.Cli;

/// <summary>The result of <c>strategies check</c>.</summary>
/// <param name="Report">The report of this process.</param>
/// <param name="Strategy">The strategy under test.</param>
/// <param name="Candles">The candles that it was tested on.</param>
/// <param name="Findings">The findings of all processes.</param>
internal sealed record CheckResult(StrategyCheckReport Report, Strategy Strategy, CandleSeries Candles, IReadOnlyList<StrategyFinding> Findings)
{
    /// <summary>The parameters that were tested, <c>k=v</c> joined by <c>;</c>.</summary>
    public string Parameters => string.Join(';', Strategy.Values.Select(v => $"{v.Key}={v.Value}"));

    /// <summary>The open of a finding's candle; <see langword="null"/> where its index does not count the given candles.</summary>
    public string? TimeOf(StrategyFinding finding) =>
        finding is { Rule: "CONTRACT" or "PREFIX" or "DETERMINISM" or "STREAM=BATCH", Candle: { } index } && index < Candles.Count
            ? SignalTimestamp.ToText(DateTimeOffset.FromUnixTimeMilliseconds(Candles.OpenTimes[index]))
            : null;
}
