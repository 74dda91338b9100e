using System.Runtime.InteropServices;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Backtesting;

/// <summary>
/// One run by realistic fills. Its clock counts candles from the oldest one of all pairs. At each open the entries that have arrived come first, in the order
/// of the list of pairs, and then the exits within the candle: a slot that is freed in a candle is used in the next one.
/// </summary>
internal sealed class RealisticRun
{
    private readonly BacktestOptions _options;
    private readonly FillOptions _fills;
    private readonly PairState[] _pairs;
    private readonly FillLedger _ledger;
    private readonly RealisticEntry _entry;
    private readonly RealisticExit _exit;
    private readonly RealisticTrade?[] _openOf;
    private readonly List<BacktestTrade> _trades = [];
    private readonly List<(SignalEvent Signal, long ArrivesMs)> _waiting = [];
    private readonly PairLocks _locks;
    private readonly SignalEvent[] _events;
    private readonly long _startMs;
    private readonly long _stepMs;
    private readonly int _first;
    private readonly int _last;
    private readonly int _parts;
    private readonly double[] _equity;
    private readonly int[] _outcomes = new int[Enum.GetValues<EntryOutcome>().Length];
    private readonly int _outside;

    private int _nextEvent;

    public RealisticRun(IReadOnlyList<BacktestPair> pairs, BacktestRules rules, FillOptions fills, BacktestOptions options, BacktestSizing sizing)
    {
        (_options, _fills) = (options, fills);
        _startMs = pairs.Min(p => p.Candles.OpenTimes[0]);
        _stepMs = pairs[0].Candles.Timeframe.Milliseconds;
        _pairs = [.. pairs.Select((pair, index) => new PairState(pair, index, _startMs, rules))];
        _openOf = new RealisticTrade?[_pairs.Length];
        _ledger = new FillLedger(options.Wallet, options.Fee, fills.MakerFee);
        var prices = new FillPrices(fills);
        _entry = new RealisticEntry(fills, prices, options, sizing, _ledger);
        _exit = new RealisticExit(fills, prices, _ledger);
        var traded = _pairs.Where(p => p.Candles.Count > options.StartupCandles).ToList();
        _first = traded.Min(p => p.Offset) + options.StartupCandles + 1;
        _last = traded.Max(p => p.Offset + p.Candles.Count - 1);
        _parts = (int)pairs.Max(p => p.Detail is { } detail ? _stepMs / detail.Timeframe.Milliseconds : 1);
        _equity = new double[Math.Max(0, _last - _first + 1)];
        _locks = new PairLocks(options.Protections, new ClosedTrades(_trades, _stepMs, options.Wallet, rules), _pairs.Length);
        (_events, _outside) = SignalEvents.Of(_pairs, options.StartupCandles, _stepMs, _last + 1);
    }

    public BacktestResult Play()
    {
        for (var step = _first; step <= _last; step++)
        {
            if (_ledger.Open.Count == 0 && _waiting.Count == 0)
            {
                var next = _nextEvent < _events.Length ? _events[_nextEvent].Step : _last + 1;
                _equity.AsSpan(step - _first, next - step).Fill(_ledger.Total);
                step = next;
                if (step > _last)
                {
                    break;
                }
            }

            _equity[step - _first] = EquityAt(step);
            for (; _nextEvent < _events.Length && _events[_nextEvent].Step == step; _nextEvent++)
            {
                _waiting.Add((_events[_nextEvent], TimeOf(step) + _fills.LatencyMs));
            }

            for (var part = 0; part < _parts; part++)
            {
                Enter(step, part);
                PlayOpen(step, part);
            }
        }

        CloseLeftOpen();
        _outcomes[(int)EntryOutcome.NotFilled] += _waiting.Count;
        return new(_trades, Counts(), TimeOf(_first), TimeOf(_last), ImmutableCollectionsMarshal.AsImmutableArray(_equity), _ledger.Total)
        {
            Fills = _ledger.Fills,
            Costs = _ledger.Costs(_entry.PartlyFilled, Of(EntryOutcome.NotFilled)),
        };
    }

    private long TimeOf(int step) => _startMs + (step * _stepMs);

    private int Of(EntryOutcome outcome) => _outcomes[(int)outcome];

    private BacktestCounts Counts() => new(
        Of(EntryOutcome.Opened),
        _outside,
        Of(EntryOutcome.PositionOpen),
        Of(EntryOutcome.NoSlot),
        Of(EntryOutcome.Locked),
        Of(EntryOutcome.NoFunds),
        Of(EntryOutcome.BeyondLevels),
        0)
    {
        StopTooClose = Of(EntryOutcome.StopTooClose),
        NotFilled = Of(EntryOutcome.NotFilled),
    };

    private void Enter(int step, int part)
    {
        for (var i = 0; i < _waiting.Count; i++)
        {
            var (signal, arrivesMs) = _waiting[i];
            var pair = _pairs[signal.Pair];
            if (pair.PartOf(step, part, out var row) is { } candles && candles.OpenTimes[row] >= arrivesMs)
            {
                _outcomes[(int)TryEnter(pair, signal.Signal, candles, row)]++;
                _waiting.RemoveAt(i--);
            }
        }
    }

    private EntryOutcome TryEnter(PairState pair, int signal, CandleSeries candles, int row)
    {
        if (_openOf[pair.Index] is not null)
        {
            return EntryOutcome.PositionOpen;
        }

        if (_locks.IsLocked(pair.Index, candles.OpenTimes[row], SignalSide.Long))
        {
            return EntryOutcome.Locked;
        }

        if (_ledger.Open.Count >= _options.Slots)
        {
            return EntryOutcome.NoSlot;
        }

        var outcome = _entry.TryOpen(pair, signal, candles, row, out var trade);
        _openOf[pair.Index] = trade;
        return outcome;
    }

    private void PlayOpen(int step, int part)
    {
        for (var i = 0; i < _ledger.Open.Count; i++)
        {
            var trade = _ledger.Open[i];
            var pair = _pairs[trade.Pair];
            if (pair.PartOf(step, part, out var row) is { } candles && _exit.Play(trade, pair, candles[row]))
            {
                Close(trade, candles.OpenTimes[row]);
                i--;
            }
        }
    }

    private void Close(RealisticTrade trade, long timeMs)
    {
        _trades.Add(_ledger.Close(trade, timeMs));
        _openOf[trade.Pair] = null;
        _locks.Review(trade.Pair, timeMs, SignalSide.Long);
    }

    private void CloseLeftOpen()
    {
        while (_ledger.Open.Count > 0)
        {
            var trade = _ledger.Open[0];
            var candles = _pairs[trade.Pair].Candles;
            trade.Reason = BacktestExitReason.ForceExit;
            _ledger.ForceOut(trade, candles.Closes[^1]);
            Close(trade, candles.OpenTimes[^1]);
        }
    }

    private double EquityAt(int step)
    {
        var equity = _ledger.Cash;
        foreach (var trade in _ledger.Open)
        {
            var pair = _pairs[trade.Pair];
            equity += trade.Left * pair.Candles.Opens[Math.Min(step - pair.Offset, pair.Candles.Count - 1)];
        }

        return equity;
    }
}
