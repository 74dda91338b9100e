namespace AgentBridge.Market;

/// <summary>
/// Validates candles from a file, an exchange or a stream, and is the only way in: after it a series is strictly
/// ascending, on the timeframe's grid, possible, and without gaps. A missing candle is filled flat as Freqtrade fills it
/// (open, high, low and close equal the close before, volume 0) and an exact duplicate is dropped, both reported; a row out
/// of order, conflicting, off the grid or impossible stops the run, or is left out where the caller asks for quarantine.
/// </summary>
public static class CandleValidator
{
    /// <summary>Checks candles and fills their gaps.</summary>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="timeframe">The expected timeframe; the default value accepts the interval found in the data.</param>
    /// <param name="rows">The candles as received. Clean ones are used without a copy, so the caller must not change them afterwards.</param>
    /// <param name="options">Settings; the defaults where null.</param>
    /// <exception cref="CandleSourceException">The step is not the timeframe, a faulty row stops the run, a gap is absurdly
    /// long, or no row is left.</exception>
    public static ValidatedCandles Validate(string symbol, Timeframe timeframe, CandleColumns rows, CandleValidationOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(symbol);
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new CandleValidationOptions();
        var settled = CandleStep.Settle(timeframe, rows.OpenTimes.AsSpan(0, rows.Count), options);
        var passed = new CandleColumnsSink(rows);
        var pass = new ValidationPass(settled, rows, options, passed);
        pass.Run();
        if (rows.Count > 0 && pass.AcceptedCount == 0)
        {
            throw new CandleSourceException(CandleSourceError.BadData, $"{options.Place}: every row was left out; these are not candles");
        }

        return new ValidatedCandles(CandleSeries.FromColumns(symbol, settled, passed.Build()), pass.Report());
    }

    /// <summary>
    /// Reports everything wrong with the candles and never stops. One defect is one finding: a candle that is
    /// there but out of place or impossible does not also count as a gap.
    /// </summary>
    /// <param name="timeframe">The expected timeframe; the default value accepts the interval found in the data.</param>
    /// <param name="rows">The candles as received.</param>
    /// <param name="options">Settings; the policy is not used.</param>
    /// <exception cref="CandleSourceException">The step is not the timeframe.</exception>
    public static CandleQualityReport Inspect(Timeframe timeframe, CandleColumns rows, CandleValidationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new CandleValidationOptions();
        var settled = CandleStep.Settle(timeframe, rows.OpenTimes.AsSpan(0, rows.Count), options);
        var pass = new ValidationPass(settled, rows, options, sink: null);
        pass.Run();
        return pass.Report();
    }

    /// <summary>Reports the gaps of candles that are in order and possible.</summary>
    /// <param name="candles">Closed ones, oldest first.</param>
    public static CandleQualityReport Inspect(CandleSeries candles)
    {
        ArgumentNullException.ThrowIfNull(candles);
        return Inspect(candles.Timeframe, candles.ToColumns(), new CandleValidationOptions { Place = candles.Symbol, RequireStep = false });
    }
}
