using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Telemetry;
using Microsoft.Extensions.Logging;

namespace AgentBridge.Engine;

/// <summary>
/// The one kernel of all modes: candles → strategy → gate → journal → publisher. The decision's row is on disk before
/// anything is published; if it can't be written, nothing is.
/// </summary>
/// <threadsafety>One cycle at a time.</threadsafety>
public sealed class RunCycle
{
    private readonly RunCycleSettings _settings;
    private readonly RiskGate _gate;
    private readonly int _limit;
    private readonly DecisionPublisher _publisher;
    private readonly CycleLog _log;
    private readonly DecisionThreads<CycleStep>? _threads;
    private readonly ILogger _logger;
    private readonly EngineMetrics _metrics;
    private readonly CycleTags _tags;
    private long _strategyFailures;
    private long _lateCloseMs = long.MinValue;
    private (long CloseMs, string Code) _counted = (long.MinValue, string.Empty);
    private CycleRunner _runner;
    private string? _lastFailure;

    /// <summary>Creates a cycle from its parts.</summary>
    /// <param name="settings">The parts to compose.</param>
    public RunCycle(RunCycleSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        LogQuietCycles = settings.LogQuietCycles;
        _gate = new RiskGate(settings.Clock, settings.Rules);
        _logger = SafeLogger.Of(settings.Logger);
        _metrics = EngineMetrics.Of(settings.Meters);
        _tags = new CycleTags(settings.Symbol, settings.Timeframe.ToString());
        _publisher = new DecisionPublisher(settings.Journal, settings.Publisher, _logger, settings.Meters);
        _log = new CycleLog(settings.Log);
        _runner = new CycleRunner(settings.Strategy, settings.Risk);
        _limit = settings.Strategy.WindowOn(settings.Timeframe);
        _threads = settings.StrategyTimeout is { } timeout ? new DecisionThreads<CycleStep>(timeout, TimeProvider.System) : null;
    }

    /// <summary>The candles of the newest cycle; <see langword="null"/> before the first.</summary>
    public CandleSeries? Candles { get; private set; }

    /// <summary>How many of the newest cycle's candles had not closed by the clock and were left out.</summary>
    public int LeftOut { get; private set; }

    /// <summary>The price step as of the newest candle; unknown before the first cycle.</summary>
    public PriceStep PriceStep => Candles is null ? PriceStep.Unknown : PriceStepTracker.StepOf(Candles);

    /// <summary>
    /// Why the newest cycle decided nothing: it lacked a feed of the strategy (<see cref="CycleCodes.FeedMissing"/>), or the strategy did
    /// not answer in time (<see cref="CycleCodes.GeneratorTimeout"/>) or threw (<see cref="CycleCodes.GeneratorFailed"/>);
    /// <see langword="null"/> where it decided.
    /// </summary>
    public string? Undecided { get; private set; }

    /// <summary>How often the strategy threw or did not answer in time, since this cycle was created.</summary>
    /// <threadsafety>Any number of threads may ask.</threadsafety>
    public long StrategyFailures => Interlocked.Read(ref _strategyFailures);

    /// <summary>Whether the newest cycle decided nothing because the strategy did not answer in time (<see cref="CycleCodes.GeneratorTimeout"/>).</summary>
    public bool IsStrategyLate { get; private set; }

    /// <summary>Name and version of the strategy, such as <c>breakout/1</c>.</summary>
    public string StrategyName => _settings.Strategy.Name;

    /// <summary>Whether quiet cycles are logged from now on; starts as <see cref="RunCycleSettings.LogQuietCycles"/> says.</summary>
    public bool LogQuietCycles { get; set; }

    /// <summary>Runs one cycle on the newest closed candle.</summary>
    /// <param name="cancellationToken">Ends the waits for candles and publisher.</param>
    /// <exception cref="CandleSourceException">No candles are available.</exception>
    /// <exception cref="JournalException">The decision's row can't be written: nothing was published. Or the action log's line can't be written: the publication remains.</exception>
    /// <exception cref="TransportException">The publisher can't be used; the decision is in the journal, and a later cycle may publish it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled while it waited; a decision in the journal may or may not be published, and a later cycle makes sure that it is.</exception>
    public async Task<CycleResult> RunAsync(CancellationToken cancellationToken = default)
    {
        using var activity = EngineActivities.Cycle(_tags, _settings.Strategy.Name);
        var watch = new StageWatch(_settings.Clock);
        try
        {
            var result = await RunAsync(watch, cancellationToken).ConfigureAwait(false);
            _metrics.Cycle(_tags, result);
            CountDecision(result);
            activity.End(result);
            _logger.CycleFinished(_tags.Pair, _tags.Timeframe, result.Latency.Total, result.Code);
            return result;
        }
        catch (Exception exception)
        {
            _metrics.CycleFailed(_tags, watch.Elapsed, exception);
            activity.Fail(exception);
            throw;
        }
    }

    private async Task<CycleResult> RunAsync(StageWatch watch, CancellationToken cancellationToken)
    {
        try
        {
            var candles = await _settings.Source.GetCandlesAsync(_settings.Symbol, _settings.Timeframe, _limit, cancellationToken).ConfigureAwait(false);
            if (candles.Timeframe != _settings.Timeframe)
            {
                throw new CandleSourceException(CandleSourceError.BadData, $"{_settings.Symbol}: requested candles of {_settings.Timeframe}, the source returned {candles.Timeframe}");
            }

            // Whatever a source reports as closed: nothing is decided before the clock reaches the close.
            Candles = candles.ClosedBy(_settings.Clock.GetUtcNow().ToUnixTimeMilliseconds());
            LeftOut = candles.Count - Candles.Count;
            if (Candles.Count == 0 && LeftOut > 0)
            {
                throw new CandleSourceException(CandleSourceError.Unavailable, $"no candle of {candles.Symbol} {candles.Timeframe} has closed yet; wait for the first, or set the clock");
            }
        }
        catch (CandleSourceException exception)
        {
            // No candles, no decision: logged once while the reason stays the same.
            if (!string.Equals(_lastFailure, exception.Message, StringComparison.Ordinal))
            {
                _settings.Log.Append(new(TradeActions.Cycle, _settings.Symbol, CycleCodes.CandlesUnavailable) { Rationale = exception.Message }, flush: true);
                _lastFailure = exception.Message;
            }

            throw;
        }

        _lastFailure = null;
        var (window, trouble) = await WithOthersAsync(Candles, cancellationToken).ConfigureAwait(false);
        watch.Candles();
        var advance = await AdvanceAsync(window, cancellationToken).ConfigureAwait(false);
        IsStrategyLate = advance is null;
        if (advance is not { } advanced)
        {
            watch.Generate();
            watch.Risk();
            Undecided = StrategyTimeout.Reason(_settings.StrategyTimeout!.Value, "STRATEGY_TIMEOUT_MS");
            NoteLate(Undecided);
            return Finish(new CycleResult(CycleOutcome.NoTrade, CycleCodes.GeneratorTimeout, null, default, watch.Total()), Undecided);
        }

        NoteThrown(advanced);

        var (step, plan) = (advanced.Step, advanced.Plan);
        var signal = step == StepResult.Plan ? _settings.Strategy.MakeSignal(plan, Candles.Symbol, Candles.Timeframe, Candles.OpenTimes[^1]) : null;
        watch.Generate();
        if (signal is null)
        {
            watch.Risk();
            (var code, Undecided) = step switch
            {
                StepResult.FeedMissing => (CycleCodes.FeedMissing, trouble ?? $"{advanced.MissingFeed}: its candle of this close is missing, or too few precede it"),
                StepResult.Failed => (CycleCodes.GeneratorFailed, advanced.Failure?.ToString()),
                _ => (CycleCodes.NoTrade, null),
            };

            // A strategy's failure is always logged; its warm-up afterwards counts as quiet.
            var isNew = advanced.Failure is { } failure && failure.OpenTimeMs == Candles.OpenTimes[^1];
            return Finish(new CycleResult(CycleOutcome.NoTrade, code, null, default, watch.Total()), Undecided ?? string.Empty, isNew);
        }

        Undecided = null;

        // Judged against the requested pair: a source that returns another pair's candles is denied.
        var verdict = _gate.ApplyRisk(signal, _settings.Symbol, advanced.Market, _settings.Risk);
        watch.Risk();
        if (!verdict.IsApproved)
        {
            return Finish(new CycleResult(CycleOutcome.Denied, verdict.Check.Name, signal, verdict, watch.Total()), verdict.Check.Detail);
        }

        return await JournalAndPublishAsync(signal, verdict, watch, cancellationToken).ConfigureAwait(false);
    }

    private long NewestCloseMs => Candles is { Count: > 0 } candles ? candles.CloseTimeMs(candles.Count - 1) : 0;

    /// <summary>Counts and logs a strategy that did not answer in time, once a candle.</summary>
    private void NoteLate(string reason)
    {
        var close = NewestCloseMs;
        if (close != _lateCloseMs)
        {
            _lateCloseMs = close;
            CountFailures(CycleCodes.GeneratorTimeout, 1);
            _logger.StrategyLate(_tags.Pair, _tags.Timeframe, CycleCodes.GeneratorTimeout, reason);
        }
    }

    /// <summary>Counts and logs what the strategy threw.</summary>
    private void NoteThrown(in CycleStep advanced)
    {
        if (advanced.Thrown > 0)
        {
            CountFailures(CycleCodes.GeneratorFailed, advanced.Thrown);
            _logger.StrategyThrew(_tags.Pair, _tags.Timeframe, _settings.Strategy.Name, advanced.Thrown, CycleCodes.GeneratorFailed, advanced.LastThrown?.ToString() ?? string.Empty);
        }
    }

    /// <summary>Counts a candle once, however often it is looked at; another answer about it counts again.</summary>
    private void CountDecision(CycleResult result)
    {
        var decision = (NewestCloseMs, result.Code);
        if (decision != _counted)
        {
            _counted = decision;
            _metrics.Decided(_tags, result);
        }
    }

    private void CountFailures(string code, int times)
    {
        _ = Interlocked.Add(ref _strategyFailures, times);
        _metrics.StrategyFailed(_tags.Pair, _settings.Strategy.Name, code, times);
    }

    /// <summary>Has the strategy decide; <see langword="null"/> if it did not in time.</summary>
    private async ValueTask<CycleStep?> AdvanceAsync(StrategyCandles window, CancellationToken cancellationToken)
    {
        var runner = _runner;
        if (_threads is null)
        {
            if (!cancellationToken.CanBeCanceled)
            {
                return runner.Advance(window);
            }

            // On another thread: a strategy that never answers must not keep anybody from stopping the program.
            try
            {
                return await Task.Run(() => runner.Advance(window), CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                _runner = new CycleRunner(_settings.Strategy, _settings.Risk);
                throw;
            }
        }

        var (answer, advanced) = (DecisionAnswer.Pending, default(CycleStep));
        var close = window.Own.Count > 0 ? window.Own.CloseTimeMs(window.Own.Count - 1) : long.MinValue;
        while (answer == DecisionAnswer.Pending)
        {
            answer = _threads.Ask(window.Own.Symbol, close, () => runner.Advance(window), out advanced, cancellationToken);
        }

        if (answer == DecisionAnswer.Decided)
        {
            return advanced;
        }

        // Its thread may still write to the old one.
        _runner = new CycleRunner(_settings.Strategy, _settings.Risk);
        return null;
    }

    /// <summary>The window with the other pairs' candles; pairs without candles are missing, with the reason.</summary>
    private async Task<(StrategyCandles Window, string? Trouble)> WithOthersAsync(CandleSeries own, CancellationToken cancellationToken)
    {
        var others = new List<CandleSeries>();
        string? trouble = null;
        foreach (var pair in _settings.Strategy.OtherPairsOf(own.Symbol))
        {
            try
            {
                var other = await _settings.Source.GetCandlesAsync(pair, own.Timeframe, _limit, cancellationToken).ConfigureAwait(false);
                if (string.Equals(other.Symbol, pair, StringComparison.Ordinal) && other.Timeframe == own.Timeframe)
                {
                    others.Add(other);
                }
                else
                {
                    trouble = $"{pair} {own.Timeframe}: the source returned {other.Symbol} {other.Timeframe}";
                }
            }
            catch (CandleSourceException exception)
            {
                trouble = exception.Message;
            }
        }

        return (new StrategyCandles(own, others), trouble);
    }

    private async Task<CycleResult> JournalAndPublishAsync(TradingSignal signal, RiskVerdict verdict, StageWatch watch, CancellationToken cancellationToken)
    {
        CycleResult? result = null;
        _ = await _publisher.PublishAsync(
            verdict.Approved!,
            publication =>
            {
                if (publication.ReachedChannel)
                {
                    watch.Publish();
                }

                var outcome = publication.IsConflict ? CycleOutcome.Denied : CycleOutcome.Signal;
                result = Finish(new CycleResult(outcome, publication.Code, signal, verdict, watch.Total()), publication.Reason.Length > 0 ? publication.Reason : signal.Rationale);
            },
            watch.Journal,
            cancellationToken).ConfigureAwait(false);
        return result!;
    }

    private CycleResult Finish(CycleResult result, string rationale, bool isLoud = false)
    {
        if (result.Signal is not null || LogQuietCycles || isLoud)
        {
            _log.Record(CycleBasis.Of(_settings.Symbol, _settings.Strategy.Name, Candles!) with { Host = _settings.Host }, result.Signal, result.Code, result.Latency, rationale);
        }

        return result;
    }
}
