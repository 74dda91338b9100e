using System.Runtime.InteropServices;
using AgentBridge.Market;

namespace AgentBridge.Backtesting;

/// <summary>The candles of a lower timeframe, by the rules that take all pairs through them together.</summary>
internal sealed partial class BacktestRun
{
    private readonly List<SignalEvent> _waiting = [];
    private readonly List<SignalEvent> _refused = [];

    /// <summary>
    /// A candle by its detail candles, each of which all pairs go through together: open trades in the order of opening, then the signals, which stay
    /// valid for the whole candle. A pair whose trade has closed takes no further part.
    /// </summary>
    private void PlayDetails(ReadOnlySpan<SignalEvent> due, int step)
    {
        _waiting.Clear();
        _refused.Clear();
        foreach (var signal in due)
        {
            if (_pairs[signal.Pair].Open is null)
            {
                _waiting.Add(signal);
            }
            else
            {
                _refused.Add(signal);
            }
        }

        var most = 1;
        foreach (var pair in _pairs)
        {
            most = Math.Max(most, pair.Pair.Detail is { } detail ? (int)(_stepMs / detail.Timeframe.Milliseconds) : 1);
        }

        for (var part = 0; part < most; part++)
        {
            _order.Clear();
            foreach (var trade in _open)
            {
                _order.Add(_pairs[trade.Pair]);
            }

            foreach (var pair in _order)
            {
                if (pair.PartOf(step, part, out var row) is { } candles)
                {
                    var trade = pair.Open!;
                    PlayRow(pair, trade, candles, row);
                    if (_rules.HasNewFutures && pair.Open is null && (step < _last || part > 0) && ReversalOf(trade, CollectionsMarshal.AsSpan(_refused)) is { } reversal)
                    {
                        // A trade of the signal's side closes and may not come again.
                        _ = _refused.Remove(reversal);
                        _ = TryEnter(pair, reversal.Signal, candles, row, isLastTry: true, _open.Count);
                    }
                }
            }

            // The first candle of the last step opens nothing; its later detail candles do.
            if (step < _last || part > 0)
            {
                EnterWaiting(step, part, isLast: part == most - 1);
            }
        }

        _positionOpen += _refused.Count;
    }

    private void EnterWaiting(int step, int part, bool isLast)
    {
        for (var i = 0; i < _waiting.Count; i++)
        {
            var signal = _waiting[i];
            var pair = _pairs[signal.Pair];
            var isSettled = false;
            if (pair.PartOf(step, part, out var row) is { } candles)
            {
                isSettled = TryEnter(pair, signal.Signal, candles, row, isLast, _open.Count);
            }
            else if (isLast)
            {
                // Refused at the candles that it had.
                _noSlot++;
            }

            if (isSettled)
            {
                _waiting.RemoveAt(i--);
            }
        }
    }
}
