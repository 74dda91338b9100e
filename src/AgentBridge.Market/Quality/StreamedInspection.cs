namespace AgentBridge.Market;

/// <summary>
/// Inspects rows as they are read, in constant memory: what is in order, on the grid and possible, with gaps between. At the first row that is not, it
/// gives up, and the rows have to be looked at as a whole (an earlier row may have the same time).
/// </summary>
internal sealed class StreamedInspection
{
    /// <summary>Rows read to see the step.</summary>
    private const int Sample = 10_000;
    private const int MaxRunning = 100_000;

    private readonly ICandleRows _rows;
    private readonly CandleValidationOptions _options;
    private readonly FindingLog _log;
    private readonly StepDistances _distances = new();
    private readonly CandleColumnsBuilder _running = new(16);
    private readonly long _runsFrom;
    private readonly Timeframe _timeframe;
    private long _firstRunning;
    private long _count;
    private long _first;
    private long _last;

    private StreamedInspection(ICandleRows rows, Timeframe timeframe, long? nowMs, CandleValidationOptions options)
    {
        _rows = rows;
        _options = options;
        _log = new FindingLog(options);
        _timeframe = timeframe;
        _runsFrom = nowMs is { } now ? now - timeframe.Milliseconds + 1 : long.MaxValue;
    }

    /// <summary>The report; <see langword="null"/> if only the rows as a whole have one.</summary>
    /// <param name="rows">The rows, from the first on.</param>
    /// <param name="wanted">The expected timeframe, or the default value.</param>
    /// <param name="nowMs">The clock's instant, or null.</param>
    /// <param name="options">Settings.</param>
    public static CandleQualityReport? Run(ICandleRows rows, Timeframe wanted, long? nowMs, CandleValidationOptions options)
    {
        var sample = new List<(long Row, Candle Candle)>();
        while (sample.Count < Sample && rows.TryRead(out var candle))
        {
            sample.Add((rows.Row, candle));
        }

        var distances = CandleStep.DistancesOf([.. sample.Select(row => row.Candle.OpenTimeMs)]);
        if (distances.Step() == 0 || !(wanted.IsSet ? distances.Fit(wanted.Milliseconds) : Timeframe.TryFromMilliseconds(distances.Step(), out wanted)))
        {
            return null;
        }

        var inspection = new StreamedInspection(rows, wanted, nowMs, options);
        return sample.TrueForAll(row => inspection.TryTake(row.Row, row.Candle)) && inspection.TryTakeRest() ? inspection.Report(nowMs) : null;
    }

    private bool TryTakeRest()
    {
        while (_rows.TryRead(out var candle))
        {
            if (!TryTake(_rows.Row, candle))
            {
                return false;
            }
        }

        return _distances.Fit(_timeframe.Milliseconds);
    }

    private bool TryTake(long row, in Candle candle)
    {
        var time = candle.OpenTimeMs;
        if (!candle.IsPossible || !_timeframe.IsOnGrid(time) || time > CandleTime.MaxMilliseconds)
        {
            return false;
        }

        if (_count == 0)
        {
            _first = time;
        }
        else if (!TryTakeAfter(row, time))
        {
            return false;
        }

        _count++;
        _last = time;
        return time < _runsFrom || TryKeepRunning(row, candle);
    }

    private bool TryTakeAfter(long row, long time)
    {
        var distance = time - _last;
        _distances.Add(distance);
        var missing = (distance / _timeframe.Milliseconds) - 1;
        if (missing == 0)
        {
            return true;
        }

        if (missing is < 0 or > ValidationPass.LongGap)
        {
            return false;
        }

        _log.CountGap(missing);
        if (_log.KeepsGaps)
        {
            _log.KeepGap(row, FindingText.Gap(missing, _last, time));
        }

        return true;
    }

    private bool TryKeepRunning(long row, in Candle candle)
    {
        _firstRunning = _running.Count == 0 ? row : _firstRunning;
        _running.Add(candle);
        return _running.Count < MaxRunning;
    }

    private CandleQualityReport Report(long? nowMs)
    {
        var report = _log.ToReport(_count, _timeframe, _first, _last);
        return nowMs is { } now ? report.WithRunning(_running.Build(), now, _options with { FirstRow = _firstRunning }) : report;
    }
}
