using AgentBridge.Market;

namespace AgentBridge.Backtesting;

/// <summary>The candles of a lower timeframe, by the rules that take all pairs through them together.</summary>
internal sealed partial class BacktestRun
{
    private readonly List<SignalEvent> _waiting = [];

    /// <summary>
    /// A candle by its detail candles, each of which all pairs go through together: open trades in the order of opening, then the signals, which stay
    /// valid for the whole candle. A pair whose trade has closed takes no further part.
    /// </summary>
    private void PlayDetails(ReadOnlySpan<SignalEvent> due, int step)
    {
        _waiting.Clear();
        foreach (var signal in due)
        {
            if (_pairs[signal.Pair].Open is null)
            {
                _waiting.Add(signal);
            }
            else
            {
                _positionOpen++;
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
                    PlayRow(pair, pair.Open!, candles, row);
                }
            }

            // The first candle of the last step opens nothing; its later detail candles do.
            if (step < _last || part > 0)
            {
                EnterWaiting(step, part, isLast: part == most - 1);
            }
        }
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
