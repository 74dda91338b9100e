namespace AgentBridge.Backtesting;

/// <summary>How trades leave a run, and what the open ones are worth.</summary>
internal sealed partial class BacktestRun
{
    private void Close(PairState pair, OpenTrade trade, long timeMs)
    {
        var closed = _exit.Close(trade, timeMs, pair.Funding?.Of(trade) ?? 0);
        pair.Open = null;
        _ = _open.Remove(trade);
        _trades.Add(closed);
        _wallet.Close(closed.ProfitAbs);
        _wallet.Update(_open);
        KeepBalance(timeMs);
    }

    /// <summary>The total from the next candle on.</summary>
    private void KeepBalance(long timeMs) => _balances?.Add(((int)((timeMs - _startMs) / _stepMs) - _first + 1, _wallet.Total));

    private void CloseLeftOpen()
    {
        foreach (var pair in _pairs.Where(p => p.Open is not null).OrderBy(p => p.Offset).ToList())
        {
            if (_exit.ForceOut(pair.Open!, pair.Candles))
            {
                Close(pair, pair.Open!, pair.Candles.OpenTimes[^1]);
            }
            else
            {
                _unclosed++;
            }
        }
    }

    private double EquityAt(int step)
    {
        var equity = _wallet.Free;
        foreach (var trade in _open)
        {
            var pair = _pairs[trade.Pair];
            equity += trade.ValueAt(pair.Candles.Opens[Math.Min(step - pair.Offset, pair.Candles.Count - 1)]);
        }

        return equity;
    }
}
