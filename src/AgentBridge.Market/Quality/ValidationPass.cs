using System.Globalization;

namespace AgentBridge.Market;

/// <summary>One pass over rows, oldest first. With a sink it forwards them and obeys the policy; without one it inspects and never stops.</summary>
internal sealed class ValidationPass(Timeframe timeframe, CandleColumns rows, CandleValidationOptions options, CandleColumnsSink? sink)
{
    /// <summary>The longest gap that is taken for one whatever follows it.</summary>
    public const int LongGap = 100_000;


    private readonly FindingLog _log = new(options);
    private readonly FindingText _text = new(timeframe, rows, options);
    private readonly long _step = timeframe.Milliseconds;
    private readonly long _maxFilled = Math.Max(options.MaxFilled, rows.Count);

    /// <summary>A gap this long is accepted only if the data continues after it: a wrong year looks the same.</summary>
    private readonly long _abyss = Math.Max(LongGap, rows.Count);

    /// <summary>Rows accepted in order, oldest first.</summary>
    private readonly int[] _accepted = new int[rows.Count];

    /// <summary>While inspecting: rows that exist but are misplaced, so that their time is not counted as a gap.</summary>
    private readonly List<int> _outOfPlace = [];
    private readonly Dictionary<long, int> _lateRows = [];
    private long _filled;
    private long _lastTime;
    private double _lastClose;

    public int AcceptedCount { get; private set; }

    public void Run()
    {
        for (var i = 0; i < rows.Count; i++)
        {
            var candle = rows.At(i);
            if (AcceptedCount > 0 && candle.OpenTimeMs == _lastTime + _step && candle.IsPossible)
            {
                Accept(i, candle);
            }
            else
            {
                Examine(i, candle);
            }
        }

        if (sink is null)
        {
            FindGaps();
        }
    }

    public CandleQualityReport Report()
    {
        var times = new PresentTimes(rows, _accepted, AcceptedCount, _outOfPlace);
        return _log.ToReport(rows.Count, timeframe, times.Count > 0 ? times[0] : null, times.Count > 0 ? times[times.Count - 1] : null);
    }

    private void Examine(int row, in Candle candle)
    {
        var time = candle.OpenTimeMs;
        if (time is < 0 or > CandleTime.MaxMilliseconds || !timeframe.IsOnGrid(time))
        {
            Fault(row, CandleFindingKind.OffGrid);
        }
        else if (!candle.IsPossible)
        {
            Fault(row, CandleFindingKind.Impossible);
            MarkPresent(row);
        }
        else if (AcceptedCount == 0 || time > _lastTime)
        {
            TakeAhead(row, candle);
        }
        else
        {
            TakeBehind(row, candle);
        }
    }

    private void TakeAhead(int row, in Candle candle)
    {
        var missing = AcceptedCount == 0 ? 0 : ((candle.OpenTimeMs - _lastTime) / _step) - 1;
        if (missing > _abyss && row + 1 < rows.Count && rows.OpenTimes[row + 1] < candle.OpenTimeMs)
        {
            // A wrong year: this row is the one out of order, not all those after it.
            TakeOutOfOrder(row, candle, _accepted[AcceptedCount - 1]);
            return;
        }

        if (missing > 0 && sink is not null)
        {
            TakeGap(row, candle, missing, sink);
        }

        Accept(row, candle);
    }

    private void TakeGap(int row, in Candle candle, long missing, CandleColumnsSink passed)
    {
        var before = _accepted[AcceptedCount - 1];
        if (options.FillGaps && missing > _maxFilled - _filled)
        {
            throw TooMuch();
        }

        if (missing > _abyss && row + 1 == rows.Count)
        {
            throw Bad(row, $"{_text.Gap(missing, before, row)}, and nothing follows; correct the timestamp, or remove the row");
        }

        _log.CountGap(missing);
        if (_log.KeepsGaps)
        {
            _log.KeepGap(_text.Row(row), _text.Gap(missing, before, row));
        }

        if (!options.FillGaps)
        {
            return;
        }

        _filled += missing;
        passed.Fill(_lastTime + _step, candle.OpenTimeMs, _step, _lastClose);
    }

    /// <summary>The gaps are too long in total: their sum, and the position of the longest one.</summary>
    private CandleSourceException TooMuch()
    {
        var (sum, longest, at) = (0L, 0L, 1);
        for (var i = 1; i < rows.Count; i++)
        {
            var missing = Math.Max(0, ((rows.OpenTimes[i] - rows.OpenTimes[i - 1]) / _step) - 1);
            sum += missing;
            (longest, at) = missing > longest ? (missing, i) : (longest, at);
        }

        return Bad(at, string.Create(
            CultureInfo.InvariantCulture,
            $"the gaps among the {rows.Count} rows add up to {sum} missing {timeframe} candles, more than the {_maxFilled} that are filled (the longest: {_text.Gap(longest, at - 1, at)}); correct the timestamp, cut the data at its longest gaps, or use a longer timeframe"));
    }

    private void TakeBehind(int row, in Candle candle)
    {
        var earlier = FindRow(candle.OpenTimeMs);
        if (earlier < 0)
        {
            TakeOutOfOrder(row, candle, _accepted[AcceptedCount - 1]);
        }
        else
        {
            Fault(row, rows.At(earlier) == candle ? CandleFindingKind.Duplicate : CandleFindingKind.ConflictingDuplicate, earlier);
        }
    }

    private void TakeOutOfOrder(int row, in Candle candle, int before)
    {
        Fault(row, CandleFindingKind.Disorder, before);
        MarkPresent(row);
        if (sink is null)
        {
            _lateRows.TryAdd(candle.OpenTimeMs, row);
        }
    }

    private void MarkPresent(int row)
    {
        if (sink is null)
        {
            _outOfPlace.Add(row);
        }
    }

    private void Accept(int row, in Candle candle)
    {
        _accepted[AcceptedCount++] = row;
        _lastTime = candle.OpenTimeMs;
        _lastClose = candle.Close;
        sink?.Accept(row, candle);
    }

    private void Fault(int row, CandleFindingKind kind, int other = -1)
    {
        var stops = sink is not null && options.Policy != CandleFaultPolicy.Quarantine && kind != CandleFindingKind.Duplicate;
        if (stops)
        {
            throw Bad(row, $"{CandleFinding.NameOf(kind)}: {_text.Fault(row, kind, other)}; correct the row")
                .As(CandleCodes.RowFaulty, ("place", options.Place), ("row", _text.Row(row).ToString(CultureInfo.InvariantCulture)), ("kind", CandleFinding.NameOf(kind)));
        }

        _log.CountFault(kind);
        if (_log.KeepsFaults)
        {
            _log.KeepFault(_text.Row(row), kind, _text.Fault(row, kind, other));
        }
    }

    private int FindRow(long time)
    {
        var low = 0;
        var high = AcceptedCount - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var found = rows.OpenTimes[_accepted[middle]];
            if (found == time)
            {
                return _accepted[middle];
            }

            if (found < time)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return _lateRows.TryGetValue(time, out var late) ? late : -1;
    }

    private void FindGaps()
    {
        var times = new PresentTimes(rows, _accepted, AcceptedCount, _outOfPlace);
        for (var i = 1; i < times.Count; i++)
        {
            var missing = ((times[i] - times[i - 1]) / _step) - 1;
            if (missing <= 0)
            {
                continue;
            }

            _log.CountGap(missing);
            if (_log.KeepsGaps)
            {
                _log.KeepGap(_text.Row(times.RowOf(i)), _text.Gap(missing, times.RowOf(i - 1), times.RowOf(i)));
            }
        }
    }

    private CandleSourceException Bad(int row, string message) => new(
        CandleSourceError.BadData, string.Create(CultureInfo.InvariantCulture, $"{options.Place}, row {_text.Row(row)}: {message}"));
}
