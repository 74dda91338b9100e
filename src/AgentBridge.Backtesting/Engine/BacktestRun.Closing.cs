namespace AgentBridge.Backtesting;

/// <summary>How trades leave a run, and what the open ones are worth.</summary>
internal sealed partial class BacktestRun
{
    private void Close(PairState pair, OpenTrade trade, long timeMs)
    {
        var closed = _exit.Close(trade, timeMs);
        pair.Open = null;
        _ = _open.Remove(trade);
        _trades.Add(closed);
        _wallet.Close(closed.ProfitAbs);
        _wallet.Update(_open);
    }

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
            equity += trade.AmountValue * pair.Candles.Opens[Math.Min(step - pair.Offset, pair.Candles.Count - 1)];
        }

        return equity;
    }
}
