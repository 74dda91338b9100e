using AgentBridge.Engine;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>The events of one loop, as lines with time, level, pair, strategy and candle.</summary>
/// <param name="unit">The pair and its strategy.</param>
/// <param name="timeframe">The length of a candle.</param>
/// <param name="streams">Where the lines go.</param>
/// <param name="json">Whether decided candles are documents.</param>
/// <param name="clock">The wall clock.</param>
internal sealed class UnitObserver(AgentUnit unit, Timeframe timeframe, AgentStreams streams, bool json, TimeProvider clock) : IAgentObserver
{
    private readonly AgentPrinter _printer = new(streams, $"{unit.Label} {timeframe}");

    public void Observe(AgentEvent happened)
    {
        switch (happened)
        {
            case CycleCompleted:
                _printer.Recovered();
                break;
            case CandleDecided decided:
                Show(decided);
                break;
            case FeedUnavailable unavailable:
                streams.Message(AgentLogLevel.Warn, $"{Stamp(timeframe.FloorToOpen(clock.GetUtcNow().ToUnixTimeMilliseconds()))} {unavailable.Code}: {unavailable.Feed}; retrying until the next close");
                break;
            case PriceStepUnknown unknown:
                streams.Message(AgentLogLevel.Warn, PriceStepNotice.Text(unknown.Symbol));
                break;
            case CycleFailed failed:
                AgentLines.Show(failed, _printer);
                break;
            case ChannelLost lost:
                streams.Channel(lost.Failure.Message);
                break;
            case ChannelBack:
                streams.Channel(problem: null);
                break;
            default:
                throw new InvalidOperationException($"no line for {happened}");
        }
    }

    private void Show(CandleDecided decided)
    {
        var stamp = new CycleStamp(decided.At, unit.Pair, timeframe, decided.CloseMs);
        if (json)
        {
            streams.Result(CycleOutput.Json(decided.Result, stamp, decided.PriceStep, unit.Strategy.Name));
        }

        var result = decided.Result;
        var detail = decided.Undecided is { } why ? $": {why}"
            : result.Approved is not null ? " " + CycleOutput.Text(result)
            : result.Signal is { } signal ? $" {signal.DecisionId} {result.Verdict.Check.Detail}".TrimEnd()
            : string.Empty;
        var level = decided.Undecided is not null ? AgentLogLevel.Warn : result.Signal is null ? AgentLogLevel.Debug : AgentLogLevel.Info;
        var line = $"{Stamp(decided.CloseMs)} {result.Code}{detail}";
        if (json)
        {
            streams.Message(level, line);
        }
        else
        {
            streams.Result(level, decided.At, line);
        }
    }

    private string Stamp(long? closeMs) => $"{unit.Label} {timeframe} candle {new CycleStamp(default, unit.Pair, timeframe, closeMs).Close}";
}
