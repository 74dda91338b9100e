using System.Runtime.InteropServices;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Backtesting;

/// <summary>One run. Its clock counts candles from the oldest one of all pairs.</summary>
internal sealed partial class BacktestRun
{
    private readonly BacktestRules _rules;
    private readonly BacktestOptions _options;
    private readonly PairState[] _pairs;
    private readonly BacktestWallet _wallet;
    private readonly TradeEntry _entry;
    private readonly TradeExit _exit;
    private readonly PartialExit _partial;
    private readonly List<OpenTrade> _open = [];
    private readonly List<BacktestTrade> _trades = [];
    private readonly List<PairState> _order = [];
    private readonly PairLocks _locks;
    private readonly SignalEvent[] _events;
    private readonly long _startMs;
    private readonly long _stepMs;
    private readonly int _first;
    private readonly int _last;
    private readonly double[] _equity;
    private readonly bool _hasDetail;
    private readonly int _outside;

    private readonly List<(int Candle, double Total)>? _balances;

    private int _nextEvent;
    private int _opened;
    private int _positionOpen;
    private int _noSlot;
    private int _locked;
    private int _noFunds;
    private int _beyondLevels;
    private int _unclosed;

    public BacktestRun(IReadOnlyList<BacktestPair> pairs, BacktestRules rules, BacktestOptions options, BacktestSizing sizing)
    {
        (_rules, _options) = (rules, options);
        _startMs = pairs.Min(p => p.Candles.OpenTimes[0]);
        _stepMs = pairs[0].Candles.Timeframe.Milliseconds;
        _pairs = [.. pairs.Select((pair, index) => new PairState(pair, index, _startMs, rules))];
        _wallet = new BacktestWallet(options.Wallet);
        var fee = Decimals.Of(options.Fee, 4);
        _entry = new TradeEntry(rules, options, sizing, _wallet, fee);
        _exit = new TradeExit(rules, options, fee);
        _partial = new PartialExit(rules, fee);
        var traded = _pairs.Where(p => p.Candles.Count > options.StartupCandles).ToList();
        _first = traded.Min(p => p.Offset) + options.StartupCandles + 1;
        _last = traded.Max(p => p.Offset + p.Candles.Count - 1);
        _hasDetail = _pairs.Any(p => p.Pair.Detail is not null);

        // Each step writes its own.
        _equity = GC.AllocateUninitializedArray<double>(Math.Max(0, _last - _first + 1));
        _balances = pairs[0].IsFuture ? [(0, options.Wallet)] : null;
        _locks = new PairLocks(options.Protections, new ClosedTrades(_trades, _stepMs, options.Wallet, rules), _pairs.Length);

        // The first candle of the last step opens nothing; its later detail candles do.
        (_events, _outside) = SignalEvents.Of(_pairs, options.StartupCandles, _stepMs, _hasDetail && rules.OpenTradesFirst ? _last + 1 : _last);
    }

    public BacktestResult Play()
    {
        var step = _first;
        while (step <= _last)
        {
            var next = _nextEvent < _events.Length ? _events[_nextEvent].Step : _last + 1;
            if (_open.Count == 0)
            {
                _equity.AsSpan(step - _first, next - step).Fill(_wallet.Free);
                step = next;
            }
            else if (_open.Count == 1 && !_hasDetail)
            {
                step = PlayAlone(_open[0], step, next);
            }

            if (step <= _last && (step == next || _open.Count > 1 || (_hasDetail && _open.Count > 0)))
            {
                PlayStep(step++);
            }
        }

        CloseLeftOpen();
        var counts = new BacktestCounts(_opened, _outside, _positionOpen, _noSlot, _locked, _noFunds, _beyondLevels, _unclosed);
        return new(_trades, counts, TimeOf(_first), TimeOf(_last), ImmutableCollectionsMarshal.AsImmutableArray(_equity), _wallet.Total) { Balances = _balances };
    }

    private long TimeOf(int step) => _startMs + (step * _stepMs);

    /// <summary>Plays the only open trade until it closes, or until a signal is due; returns the next step.</summary>
    private int PlayAlone(OpenTrade trade, int step, int until)
    {
        var pair = _pairs[trade.Pair];
        var candles = pair.Candles;
        while (step < until)
        {
            var row = step - pair.Offset;
            if (row >= candles.Count)
            {
                // Its candles have ended; it stays open until the end.
                _equity[step - _first] = EquityAt(step);
                step++;
                continue;
            }

            var count = Math.Min(until - step, candles.Count - row);
            var quiet = trade.IsPlain ? QuietCandles.Play(trade, candles, row, count, _wallet.Free, _equity.AsSpan(step - _first, count)) : 0;
            step += quiet;
            if (quiet == count)
            {
                continue;
            }

            row += quiet;
            _equity[step - _first] = _wallet.Free + trade.ValueAt(candles.Opens[row]);
            PlayRow(pair, trade, candles, row);
            step++;
            if (pair.Open is null)
            {
                return step;
            }
        }

        return step;
    }

    private void PlayStep(int step)
    {
        _equity[step - _first] = EquityAt(step);
        var slots = _open.Count;
        var firstEvent = _nextEvent;
        while (_nextEvent < _events.Length && _events[_nextEvent].Step == step)
        {
            _nextEvent++;
        }

        var due = _events.AsSpan(firstEvent.._nextEvent);
        if (_hasDetail && _rules.OpenTradesFirst)
        {
            PlayDetails(due, step);
            return;
        }

        _order.Clear();
        foreach (var trade in _open)
        {
            _order.Add(_pairs[trade.Pair]);
        }

        if (!_rules.OpenTradesFirst)
        {
            _order.Sort(static (a, b) => a.Index.CompareTo(b.Index));
        }

        var nextDue = 0;
        foreach (var pair in _order)
        {
            // By the list of pairs, signals of earlier pairs come first; after the open trades, all of them.
            while (!_rules.OpenTradesFirst && nextDue < due.Length && due[nextDue].Pair < pair.Index)
            {
                Enter(due[nextDue++], step, ref slots);
            }

            if (nextDue < due.Length && due[nextDue].Pair == pair.Index && !_rules.OpenTradesFirst)
            {
                nextDue++;
                _positionOpen++;
            }

            pair.Processed = step;
            var trade = pair.Open!;
            PlayTrade(pair, trade, step);
            if (_rules.HasNewFutures && pair.Open is null && ReversalOf(trade, due) is { } reversal)
            {
                pair.Reversed = step;
                Enter(reversal, step, ref slots);
            }
        }

        for (; nextDue < due.Length; nextDue++)
        {
            if (_pairs[due[nextDue].Pair] is { } pair && pair.Processed == step)
            {
                _positionOpen += pair.Reversed == step ? 0 : 1;
            }
            else
            {
                Enter(due[nextDue], step, ref slots);
            }
        }
    }

    /// <summary>The signal of a closed trade's pair for the other side.</summary>
    private SignalEvent? ReversalOf(OpenTrade closed, ReadOnlySpan<SignalEvent> due)
    {
        foreach (var signal in due)
        {
            if (signal.Pair == closed.Pair)
            {
                return _pairs[signal.Pair].Pair.Signals[signal.Signal].Side == closed.Side ? null : signal;
            }
        }

        return null;
    }

    private void PlayTrade(PairState pair, OpenTrade trade, int step)
    {
        var row = step - pair.Offset;
        if (row >= pair.Candles.Count)
        {
            return;
        }

        var (from, to) = pair.DetailOf(row);
        if (from == to)
        {
            PlayRow(pair, trade, pair.Candles, row);
            return;
        }

        for (var detail = from; detail < to && pair.Open is not null; detail++)
        {
            PlayRow(pair, trade, pair.Pair.Detail!, detail);
        }
    }

    private void PlayRow(PairState pair, OpenTrade trade, CandleSeries candles, int row)
    {
        var timeMs = candles.OpenTimes[row];
        _exit.Expire(trade, timeMs);
        if (_partial.Play(trade, pair, candles, row))
        {
            _wallet.Update(_open);
            KeepBalance(timeMs);
            if (_rules.HasNewPartialExits)
            {
                _locks.Review(pair.Index, timeMs, trade.Side);
            }
        }

        if (_exit.Play(trade, candles, row))
        {
            Close(pair, trade, timeMs);
            _locks.Review(pair.Index, timeMs, trade.Side);
        }
    }

    /// <summary>Tries to open a trade. True: the signal is settled; false: it may be tried again.</summary>
    private bool TryEnter(PairState pair, int signal, CandleSeries candles, int row, bool isLastTry, int slots)
    {
        if (_locks.IsLocked(pair.Index, candles.OpenTimes[row], pair.Pair.Signals[signal].Side))
        {
            _locked += isLastTry ? 1 : 0;
            return isLastTry;
        }

        if (slots >= _options.Slots)
        {
            _noSlot += isLastTry ? 1 : 0;
            return isLastTry;
        }

        var outcome = _entry.TryOpen(pair, signal, candles.OpenTimes[row], candles.Opens[row], out var trade);
        if (trade is null)
        {
            _beyondLevels += outcome == EntryOutcome.BeyondLevels ? 1 : 0;
            _noFunds += outcome == EntryOutcome.NoFunds && isLastTry ? 1 : 0;
            return outcome == EntryOutcome.BeyondLevels || isLastTry;
        }

        _opened++;
        pair.Open = trade;
        _open.Add(trade);
        _wallet.Update(_open);
        PlayRow(pair, trade, candles, row);
        return true;
    }

    private void Enter(in SignalEvent due, int step, ref int slots)
    {
        var pair = _pairs[due.Pair];
        var row = step - pair.Offset;
        var (from, to) = pair.DetailOf(row);
        var (candles, first, end) = from == to ? (pair.Candles, row, row) : (pair.Pair.Detail!, from, to);
        var opened = _opened;
        _ = TryEnter(pair, due.Signal, candles, first, isLastTry: true, _rules.FreedSlotIsReusable ? _open.Count : slots);
        slots += _opened - opened;
        for (var detail = first + 1; detail < end && pair.Open is { } trade; detail++)
        {
            PlayRow(pair, trade, candles, detail);
        }
    }
}
