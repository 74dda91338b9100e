using System.Buffers;
using System.Globalization;
using System.Text;
using AgentBridge.Engine;
using AgentBridge.Engine.FileChannel;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Native;

/// <summary>
/// The agent in another program's process: batches of candles in, approved signals out. Never sees Redis. Every method refuses in a
/// forked child, and fails with a <see cref="NativeException"/> and nothing else.
/// </summary>
/// <threadsafety>Any number of threads.</threadsafety>
public sealed class SignalAgent
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, OwnDecision> _newest = new(StringComparer.Ordinal);
    private readonly AgentOptions _options;
    private readonly AgentFeeds _feeds = new();
    private readonly TimeProvider _clock;
    private readonly AgentJournal? _journal;
    private readonly FileSignalChannel? _channel;
    private readonly string? _notice;
    private readonly OneAtATime<string, FetchResult> _looks = new(TimeSpan.FromMilliseconds(100));
    private readonly DecisionThreads<Decided>? _threads;

    private SignalAgent(AgentOptions options, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        _journal = options.JournalDir is null ? null : new AgentJournal(options.JournalDir, options.Environment, clock);
        _threads = _journal is null ? null : new DecisionThreads<Decided>(options.StrategyTimeout, TimeProvider.System);
        _notice = options.JournalDir is null ? null : KnownAssemblies.Note(options.JournalDir, options.Strategy);
        _channel = options.SignalsDir is null ? null : new FileSignalChannel(new FileChannelOptions { Folder = options.SignalsDir }, clock);
    }

    /// <summary>The version of this surface and of the exports; a host of another version refuses to work.</summary>
    public static int AbiVersion => AbiNumber.Value;

    /// <summary>Opens an agent on the machine's clock.</summary>
    /// <param name="optionsJson">
    /// <c>{"environment":"backtest|dry-run|live","journal_dir":…,"signals_dir":…,"strategy_timeout_ms":…,"strategy":{"name":…,"assembly":…,"params":{…}},"risk":{…}}</c>;
    /// strategy_timeout_ms, from 50 to 60000 1000 by default, is how long a batch may take outside of backtests; strategy is
    /// <c>breakout</c> with its defaults if omitted; risk accepts min_atr_multiple, max_atr_multiple,
    /// min_rr, rr_basis, max_capital_pct and max_flat_candles, with the ranges of the settings of the same name in capitals.
    /// </param>
    /// <exception cref="NativeException">The options are invalid, or the journal can't be opened.</exception>
    public static SignalAgent Open(string optionsJson)
    {
        // A thread of a strategy must not end the bot that guards its trades.
        StrayExceptions.Contain(static line => Console.Error.WriteLine("agentbridge: " + line));
        return Open(optionsJson, TimeProvider.System);
    }

    /// <summary>Opens an agent.</summary>
    /// <param name="optionsJson">As in <see cref="Open(string)"/>.</param>
    /// <param name="clock">The clock for the ages of signals.</param>
    /// <exception cref="NativeException">The options are invalid, or the journal can't be opened.</exception>
    public static SignalAgent Open(string optionsJson, TimeProvider clock) => Guarded(() =>
    {
        ArgumentNullException.ThrowIfNull(optionsJson);
        ArgumentNullException.ThrowIfNull(clock);
        return new SignalAgent(AgentOptions.Parse(optionsJson), clock);
    });

    /// <summary>
    /// The strategy and its requirements, as JSON:
    /// <c>{"name","version","warm_up","feeds":[{"pair","timeframe"}],"assembly","sha256","notice","parameters":[{"name","type","min","max","min_exclusive","max_exclusive","choices","default"}]}</c>;
    /// warm_up counts candles of the given timeframe, feeds are the other pairs that <see cref="SetFeed"/> takes, assembly is null for a built-in
    /// strategy, and notice says that another assembly decided under the same name and version before, else it is null; parameters are all
    /// that it has, whatever they are set to.
    /// </summary>
    /// <param name="timeframe">The length of a candle, such as <c>5m</c>.</param>
    /// <exception cref="NativeException">The strategy can't run on that timeframe, or the timeframe is invalid.</exception>
    public string Describe(string timeframe) => Guarded(() => StrategyText.Of(_options.Strategy, TimeframeOf(timeframe), _notice));

    /// <summary>Takes the closed candles of another pair that the strategy wants, as they are now; they count for every batch from now on.</summary>
    /// <param name="candles">The candles, oldest first; validated like those of a file.</param>
    /// <param name="symbol">The other pair.</param>
    /// <param name="timeframe">The length of a candle: that of the batches.</param>
    /// <exception cref="NativeException">The candles or the names are invalid.</exception>
    public void SetFeed(CandlePointers candles, string symbol, string timeframe) => _ = Guarded(() =>
    {
        _feeds.Set(Series(candles, symbol, timeframe));
        return true;
    });

    /// <summary>Every signal of a series of closed candles that the gate approves: the output of <c>bridge generate</c> for them.</summary>
    /// <param name="candles">The candles, oldest first; validated like those of a file.</param>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="timeframe">The length of a candle, such as <c>5m</c>.</param>
    /// <param name="priceStep">The market's price step; 0 (or any invalid step) if it is unknown.</param>
    /// <exception cref="NativeException">The candles or the names are invalid.</exception>
    public SignalBatch GenerateSignals(CandlePointers candles, string symbol, string timeframe, double priceStep = 0) =>
        Generate("signals", candles, symbol, timeframe, priceStep, static (approved, lines) => lines.Write(approved.CanonicalBytes.Span));

    /// <summary>The same signals as a backtest marks them: each line is the deciding candle's open in Unix milliseconds, a blank and the enter_tag.</summary>
    /// <param name="candles">As for <see cref="GenerateSignals"/>.</param>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="timeframe">The timeframe, that is the length of a candle.</param>
    /// <param name="priceStep">As for <see cref="GenerateSignals"/>.</param>
    /// <exception cref="NativeException">The candles or the names are invalid.</exception>
    public SignalBatch GenerateMarks(CandlePointers candles, string symbol, string timeframe, double priceStep = 0)
    {
        // Generate reports an invalid timeframe before any line is written.
        var step = Timeframe.TryParse(timeframe, out var length) ? length.Milliseconds : 0;
        return Generate("marks", candles, symbol, timeframe, priceStep, (approved, lines) =>
        {
            var open = lines.GetSpan(20);
            _ = (approved.Signal.Timestamp.ToUnixTimeMilliseconds() - step).TryFormat(open, out var digits, default, CultureInfo.InvariantCulture);
            lines.Advance(digits);
            lines.Write(" "u8);
            EnterTag.Write(approved.Signal, lines);
        });
    }

    /// <summary>
    /// The newest fresh signal of a pair, of its last batch or of the file channel, as canonical text. In dry-run and live its row is in
    /// decision_log.csv, on the device, before it is returned; a row that is not there within 250 ms is written on, and its signal is
    /// returned by a later call. In a backtest nothing is written.
    /// </summary>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="maxAgeSec">The maximum age in seconds, ≥ 0, included.</param>
    /// <returns>The signal's canonical JSON; <see langword="null"/> if there is no fresh one.</returns>
    /// <exception cref="NativeException">The row can't be written or has other values, or the channel can't be read.</exception>
    public string? FetchLatestSignal(string symbol, int maxAgeSec = 600) => Guarded(() =>
    {
        var search = new LatestSignal(symbol, _clock.GetUtcNow(), maxAgeSec);
        var published = Published(symbol, maxAgeSec);
        OwnDecision? own;
        lock (_lock)
        {
            if (_newest.TryGetValue(symbol, out own))
            {
                search.Look(own.Approved.CanonicalBytes.Span);
            }
        }

        // The decision made here counts, even if something else is published under its id.
        if (published is not null && published.DecisionId != own?.Approved.Signal.DecisionId)
        {
            search.Look(SignalJson.ToCanonicalBytes(published));
        }

        return search.Result.Signal is { } signal && IsRecorded(signal, own?.Approved.Signal == signal ? own : null) ? Encoding.UTF8.GetString(SignalJson.ToCanonicalBytes(signal)) : null;
    });

    private SignalBatch Generate(
        string form, CandlePointers candles, string symbol, string timeframe, double priceStep, Action<ApprovedSignal, ArrayBufferWriter<byte>> writeLine) => Guarded(() =>
    {
        var started = _clock.GetTimestamp();
        var given = Series(candles, symbol, timeframe).WithMarketStep(PriceStep.Of(priceStep));
        var series = given.ClosedBy(_clock.GetUtcNow().ToUnixTimeMilliseconds());
        var window = _feeds.With(series, _options.Strategy);
        var candlesMs = _clock.GetElapsedTime(started).TotalMilliseconds;
        var decided = InTime($"{symbol} {timeframe} {form}", series, () => Decide(window, writeLine), candlesMs);
        var totalMs = _clock.GetElapsedTime(started).TotalMilliseconds;
        Keep(series, decided, new CycleLatency { Candles = candlesMs, Generate = totalMs - candlesMs, Total = totalMs });
        return new SignalBatch(decided.Counts, given.Count - series.Count, decided.Lines);
    });

    /// <summary>Everything that the strategy's own code has a part in; it may never return, so it shares nothing with a later call.</summary>
    private Decided Decide(StrategyCandles window, Action<ApprovedSignal, ArrayBufferWriter<byte>> writeLine)
    {
        var lines = new ArrayBufferWriter<byte>();
        ApprovedSignal? newest = null;
        (TradingSignal Signal, GateCheck Check)? denied = null;
        var counts = SignalHistory.RunGated(
            window,
            _options.Strategy,
            _options.Risk,
            approved =>
            {
                writeLine(approved, lines);
                lines.Write("\n"u8);
                newest = approved;
            },
            _journal is null ? null : (signal, check) => denied = (signal, check));
        return new Decided(counts, newest, denied, lines.WrittenSpan.ToArray());
    }

    /// <summary>Unlimited in a backtest; with open trades, as long as they can be left alone.</summary>
    private Decided InTime(string work, CandleSeries series, Func<Decided> decide, double candlesMs)
    {
        if (_threads is null || series.Count == 0)
        {
            return decide();
        }

        switch (_threads.Ask(work, series.CloseTimeMs(series.Count - 1), decide, out var decided))
        {
            case DecisionAnswer.Decided:
                return decided;
            case DecisionAnswer.Pending:
                throw new NativeException(NativeStatus.Pending, $"{series.Symbol} is not decided yet: ask again");
            default:
                var why = StrategyTimeout.Reason(_options.StrategyTimeout, "strategy_timeout_ms");
                _journal!.Record(CycleBasis.Of(series.Symbol, _options.Strategy.Name, series), null, CycleCodes.GeneratorTimeout, new CycleLatency { Candles = candlesMs, Total = candlesMs }, why);
                throw new NativeException(NativeStatus.Late, $"{CycleCodes.GeneratorTimeout}: {why}");
        }
    }

    /// <summary>Keeps the signals that can be fetched, and logs the result of the newest candle; an approved signal is logged when it is returned.</summary>
    private void Keep(CandleSeries series, Decided made, CycleLatency latency)
    {
        var newest = made.Newest;
        lock (_lock)
        {
            if (newest is null)
            {
                _ = _newest.Remove(series.Symbol);
            }
            else
            {
                var decided = series.ClosedBy(newest.Signal.Timestamp.ToUnixTimeMilliseconds());
                _newest[series.Symbol] = new OwnDecision(newest, CycleBasis.Of(series.Symbol, _options.Strategy.Name, decided), latency);
            }
        }

        if (_journal is null || series.Count == 0)
        {
            return;
        }

        var close = series.CloseTimeMs(series.Count - 1);
        var basis = CycleBasis.Of(series.Symbol, _options.Strategy.Name, series);
        if (made.Denied is { } last && last.Signal.Timestamp.ToUnixTimeMilliseconds() == close)
        {
            _journal.Record(basis, last.Signal, last.Check.Name, latency, last.Check.Detail);
        }
        else if (newest?.Signal.Timestamp.ToUnixTimeMilliseconds() != close)
        {
            var counts = made.Counts;
            var code = counts.NewestFailure is not null ? CycleCodes.GeneratorFailed : counts.NewestLacksFeed ? CycleCodes.FeedMissing : CycleCodes.NoTrade;
            _journal.Record(basis, null, code, latency, counts.NewestFailure?.ToString() ?? string.Empty);
        }
    }

    private static T Guarded<T>(Func<T> work)
    {
        try
        {
            ProcessGuard.Check();
            return work();
        }
        catch (Exception failure)
        {
            throw NativeFailure.Of(failure);
        }
    }

    private static CandleSeries Series(CandlePointers candles, string symbol, string timeframe)
    {
        if (!SignalSymbol.IsValid(symbol))
        {
            throw new NativeException(NativeStatus.BadArgument, $"'{symbol}' is not a pair such as BTC/USDT");
        }

        return CandleValidator.Validate(symbol, TimeframeOf(timeframe), candles.Copy(), new CandleValidationOptions { Place = $"the dataframe of {symbol}" }).Series;
    }

    /// <summary>The channel's newest signal, if it is read in time: files of other programs may be long. A later call returns a late result.</summary>
    private TradingSignal? Published(string symbol, int maxAgeSec) =>
        _channel is not null
        && _looks.TryTake(symbol, () => _channel.FetchLatestSignalAsync(symbol, maxAgeSec, CancellationToken.None).GetAwaiter().GetResult(), out var found)
            ? found.Signal
            : null;

    private bool IsRecorded(TradingSignal signal, OwnDecision? own) => _journal is null || _journal.Record(signal, own) switch
    {
        true => true,
        false => throw new NativeException(NativeStatus.Conflict, $"DECISION_CONFLICT: {signal.DecisionId} is in {_journal.FilePath} with other values; it is not used"),
        null => false,
    };

    private static Timeframe TimeframeOf(string timeframe) =>
        Timeframe.TryParse(timeframe, out var length) ? length : throw new NativeException(NativeStatus.BadArgument, $"'{timeframe}' is not a timeframe such as 5m");

    /// <summary>The result of a batch, before any of it counts.</summary>
    private sealed record Decided(HistoryCounts Counts, ApprovedSignal? Newest, (TradingSignal Signal, GateCheck Check)? Denied, byte[] Lines);
}
