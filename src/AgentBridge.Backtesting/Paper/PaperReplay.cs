using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Backtesting;

/// <summary>
/// Plays recorded candles as a market: a <see cref="RunCycle"/> on every close, its signal through the channel, a paper trade
/// at the next open. The same path as live, with another source, clock and executor. Runs once.
/// </summary>
/// <param name="settings">The parts to compose.</param>
public sealed class PaperReplay(PaperReplaySettings settings)
{
    /// <summary>The code of a signal still pending when the recorded candles end; it occurs in replays only.</summary>
    public const string CandlesEnded = EntryWords.CandlesEnded;

    /// <summary>The code of a signal that was published but that the channel does not return (flushed, trimmed, too old for it).</summary>
    public const string NotFetched = EntryWords.NotFetched;

    // To read the last cycles.
    private const int QuietCyclesLogged = 5;

    private readonly PaperExecutor _executor = new(settings.Paper);
    private readonly PaperJournal _journal = new(settings);
    private readonly ReplayCandleSource _source = new(settings.Candles, closedCount: 0);
    private readonly Dictionary<string, int> _denied = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _refused = new(StringComparer.Ordinal);
    private readonly List<PaperTrade> _trades = [];
    private int _signals;
    private int _approved;
    private int _published;
    private int _failed;
    private string? _firstFailure;

    /// <summary>Plays all candles. A trade that is open at the end is closed at the last close.</summary>
    /// <param name="progress">Receives the progress after every candle.</param>
    /// <param name="cancellationToken">Stops between two candles; the results so far are journalled.</param>
    /// <exception cref="JournalException">A journal can't be written.</exception>
    /// <exception cref="TransportException">The channel can't be used.</exception>
    public async Task<PaperReplayResult> RunAsync(IProgress<PaperReplayProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var candles = settings.Candles.Own;
        var cycle = new RunCycle(new RunCycleSettings
        {
            Symbol = candles.Symbol,
            Timeframe = candles.Timeframe,
            Source = _source,
            Strategy = settings.Strategy,
            Risk = settings.Risk,
            Clock = settings.Clock,
            Journal = settings.Decisions,
            Log = settings.Log,
            Publisher = settings.Publisher,
            LogQuietCycles = false,
            Host = TradeActions.PaperHost,
        });
        var steps = new PriceStepTracker(candles.MarketStep);
        for (var i = 0; i < candles.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            settings.Clock.Set(candles.OpenTimes[i]);
            Take(_executor.Play(candles[i], steps.Step));
            steps.Update(candles[i]);
            _source.CloseNext();
            settings.Clock.Set(candles.CloseTimeMs(i));
            cycle.LogQuietCycles = i >= candles.Count - QuietCyclesLogged;
            await DecideAsync(cycle, cancellationToken).ConfigureAwait(false);
            progress?.Report(new PaperReplayProgress(i + 1, candles.Count, _published, _trades.Count));
        }

        if (_executor.Finish(candles.Timeframe) is { } last)
        {
            TakeClosed(last);
        }

        if (_executor.Pending is { } pending)
        {
            Refuse(pending, CandlesEnded, "the recorded candles end before the one that would open the trade");
        }

        return new PaperReplayResult(candles.Count, _signals, _approved, _published, _denied, _refused, _trades, _executor.Wallet)
        {
            GeneratorFailed = _failed,
            FirstFailure = _firstFailure,
        };
    }

    private async Task DecideAsync(RunCycle cycle, CancellationToken cancellationToken)
    {
        var result = await cycle.RunAsync(cancellationToken).ConfigureAwait(false);
        if (result.Signal is null)
        {
            if (string.Equals(result.Code, CycleCodes.GeneratorFailed, StringComparison.Ordinal))
            {
                _failed++;
                _firstFailure ??= cycle.Undecided;
            }

            return;
        }

        _signals++;
        if (result.Approved is null)
        {
            _denied[result.Code] = _denied.GetValueOrDefault(result.Code) + 1;
            return;
        }

        _approved++;
        _published += string.Equals(result.Code, CycleCodes.Published, StringComparison.Ordinal) ? 1 : 0;
        var fetched = await settings.Source.FetchLatestSignalAsync(settings.Candles.Own.Symbol, settings.Risk.MaxSignalAgeSec, cancellationToken).ConfigureAwait(false);
        Hand(result.Approved.Signal, fetched);
    }

    /// <summary>
    /// Offers the executor the cycle's own signal as the channel returns it. Anything else in the channel was not decided here and
    /// has no row in the journal: it opens nothing, and the log says why the cycle's own signal does not open either.
    /// </summary>
    private void Hand(TradingSignal own, FetchResult fetched)
    {
        if (fetched.Signal is not { } signal)
        {
            Refuse(own, NotFetched, $"the channel does not return it; skipped: {fetched.Skipped}");
        }
        else if (signal != own)
        {
            var code = signal.DecisionId == own.DecisionId ? ExecutorCode.DecisionConflict : ExecutorCode.Superseded;
            Refuse(own, ExecutorCodeCatalog.Of(code).Name, $"the channel returns {signal.DecisionId} of {SignalTimestamp.ToText(signal.Timestamp)} instead, which was not decided here");
        }
        else
        {
            Refuse(_executor.Offer(signal));
        }
    }

    private void Take(in PaperStep step)
    {
        Refuse(step.Refused);
        if (step.Opened is { } opened)
        {
            _journal.Opened(opened);
        }

        if (step.Closed is { } closed)
        {
            TakeClosed(closed);
        }
    }

    private void Refuse(PaperRefusal? refusal)
    {
        if (refusal is not null)
        {
            var info = ExecutorCodeCatalog.Of(refusal.Code);
            Refuse(refusal.Signal, info.Name, info.Meaning);
        }
    }

    private void Refuse(TradingSignal signal, string code, string reason)
    {
        _refused[code] = _refused.GetValueOrDefault(code) + 1;
        _journal.Refused(signal, code, reason);
    }

    private void TakeClosed(PaperTrade trade)
    {
        _trades.Add(trade);
        _journal.Closed(trade);
    }
}
