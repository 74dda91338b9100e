using System.Diagnostics;
using System.Diagnostics.Metrics;
using AgentBridge.Telemetry;

namespace AgentBridge.Engine;

/// <summary>The instruments of the meter <see cref="EngineTelemetry.MeterName"/>. An instrument without a listener costs a comparison.</summary>
internal sealed class EngineMetrics
{
    private static readonly InstrumentSets<EngineMetrics> Sets = new(EngineTelemetry.MeterName, static meter => new EngineMetrics(meter));

    private static readonly InstrumentAdvice<double> Durations = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

    private readonly Histogram<double> _cycles;
    private readonly Histogram<double> _publications;
    private readonly Counter<long> _decisions;
    private readonly Counter<long> _strategyFailures;
    private readonly Counter<long> _cycleFailures;
    private readonly Counter<long> _journalErrors;
    private readonly RunningAgents _agents = new();

    private EngineMetrics(Meter meter)
    {
        _cycles = meter.CreateHistogram("agentbridge.cycle.duration", "s", "how long a cycle took, the request for candles included, by pair, timeframe and outcome", tags: null, advice: Durations);
        _decisions = meter.CreateCounter<long>("agentbridge.decisions", "{decision}", "candles that were decided, by pair, timeframe, outcome and code");
        _publications = meter.CreateHistogram("agentbridge.publish.duration", "s", "how long the publication of a signal took, by pair and code", tags: null, advice: Durations);
        _strategyFailures = meter.CreateCounter<long>("agentbridge.strategy.failures", "{failure}", "exceptions (GENERATOR_FAILED) and timeouts (GENERATOR_TIMEOUT), by pair, strategy and code");
        _cycleFailures = meter.CreateCounter<long>("agentbridge.cycle.failures", "{cycle}", "cycles that ended without a result, by pair, timeframe and error.type");
        _journalErrors = meter.CreateCounter<long>("agentbridge.journal.errors", "{error}", "failed reads and writes of journals, by journal and error.type");
        _ = meter.CreateObservableGauge("agentbridge.candles.age", _agents.CandleAges, "s", "time since the newest known candle of a running agent closed, by pair and timeframe");
        _ = meter.CreateObservableGauge("agentbridge.cycle.age", _agents.CycleAges, "s", "time since the last completed cycle of a running agent, before the first since its start, by pair and timeframe");
        _ = meter.CreateObservableGauge("agentbridge.channel.available", _agents.Channels, "{channel}", "1 while the channel of a running agent can be published to, else 0, by pair and timeframe");
        _ = meter.CreateObservableGauge("agentbridge.strategy.timeout", _agents.Timeouts, "{strategy}", "1 while the strategy of a running agent does not answer in time, else 0, by pair and timeframe");
    }

    /// <summary>The instruments of a factory's meter; those of the process where it is null.</summary>
    public static EngineMetrics Of(IMeterFactory? factory) => Sets.Of(factory);

    /// <summary>Counts an agent among the running ones until the result is disposed of.</summary>
    public IDisposable Running(AgentTracker agent) => _agents.Add(agent);

    public void Cycle(in CycleTags tags, CycleResult result)
    {
        if (_cycles.Enabled)
        {
            _cycles.Record(result.Latency.Total / 1000, tags.With(result.Outcome));
        }
    }

    public void Decided(in CycleTags tags, CycleResult result)
    {
        if (_decisions.Enabled)
        {
            var list = tags.With(result.Outcome);
            list.Add(EngineTelemetry.Code, result.Code);
            _decisions.Add(1, list);
        }
    }

    public void CycleFailed(in CycleTags tags, TimeSpan took, Exception failure)
    {
        if (_cycles.Enabled)
        {
            _cycles.Record(took.TotalSeconds, tags.With(CycleTags.Failed));
        }

        if (_cycleFailures.Enabled)
        {
            _cycleFailures.Add(1, new TagList { { EngineTelemetry.Pair, tags.Pair }, { EngineTelemetry.Timeframe, tags.Timeframe }, { EngineTelemetry.ErrorType, ErrorTypes.Of(failure) } });
        }
    }

    public void Published(string pair, string code, TimeSpan took)
    {
        if (_publications.Enabled)
        {
            _publications.Record(took.TotalSeconds, new TagList { { EngineTelemetry.Pair, pair }, { EngineTelemetry.Code, code } });
        }
    }

    public void StrategyFailed(string pair, string strategy, string code, int times)
    {
        if (_strategyFailures.Enabled)
        {
            _strategyFailures.Add(times, new TagList { { EngineTelemetry.Pair, pair }, { EngineTelemetry.Strategy, strategy }, { EngineTelemetry.Code, code } });
        }
    }

    public void JournalFailed(JournalException failure)
    {
        if (_journalErrors.Enabled)
        {
            _journalErrors.Add(1, new TagList { { EngineTelemetry.Journal, Path.GetFileName(failure.Path) }, { EngineTelemetry.ErrorType, ErrorTypes.Of(failure) } });
        }
    }
}
