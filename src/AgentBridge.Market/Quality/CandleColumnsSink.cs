namespace AgentBridge.Market;

/// <summary>Collects the valid rows: the original columns until a row is left out or filled in, a copy from then on.</summary>
internal sealed class CandleColumnsSink(CandleColumns rows)
{
    private CandleColumnsBuilder? _copy;
    private int _shared;

    public void Accept(int row, in Candle candle)
    {
        if (_copy is null && row == _shared)
        {
            _shared++;
            return;
        }

        Copy().Add(candle);
    }

    public void Fill(long fromMs, long toMs, long stepMs, double close)
    {
        var copy = Copy();
        for (var time = fromMs; time < toMs; time += stepMs)
        {
            copy.Add(new Candle(time, close, close, close, close, 0));
        }
    }

    public CandleColumns Build()
    {
        if (_copy is not null)
        {
            return _copy.Build();
        }

        return _shared == rows.Count
            ? rows
            : new CandleColumns(rows.OpenTimes, rows.Opens, rows.Highs, rows.Lows, rows.Closes, rows.Volumes, _shared);
    }

    private CandleColumnsBuilder Copy()
    {
        if (_copy is null)
        {
            _copy = new CandleColumnsBuilder(rows.Count + 16);
            for (var i = 0; i < _shared; i++)
            {
                _copy.Add(rows.At(i));
            }
        }

        return _copy;
    }
}
