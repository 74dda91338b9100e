namespace AgentBridge.Market;

/// <summary>Candles of one symbol from one CSV file, read once and whole on first use.</summary>
/// <threadsafety>Any number of threads.</threadsafety>
public sealed class CsvCandleSource : ICandleSource
{
    private readonly Lazy<ValidatedCandles> _result;

    /// <summary>Creates a source over a file; reads nothing yet.</summary>
    /// <param name="path">The file's path, absolute or relative to the working directory.</param>
    /// <param name="symbol">The pair of the file's candles, which the format does not state.</param>
    /// <param name="timeframe">The expected timeframe; the default value accepts the interval found in the data.</param>
    /// <param name="policy">What to do with a faulty row.</param>
    public CsvCandleSource(string path, string symbol, Timeframe timeframe, CandleFaultPolicy policy = CandleFaultPolicy.Stop)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(symbol);
        Path = path;
        Symbol = symbol;
        _result = new Lazy<ValidatedCandles>(() => CandleFile.Read(path, symbol, timeframe, policy));
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The pair of the file's candles.</summary>
    public string Symbol { get; }

    /// <summary>The whole file, validated, and the report on it.</summary>
    /// <exception cref="CandleSourceException">See <see cref="CandleFile.Read(string, string, Timeframe, CandleFaultPolicy)"/>.</exception>
    public ValidatedCandles Load() => _result.Value;

    /// <inheritdoc/>
    /// <remarks>A file of recorded candles is never stale. Candles of a higher timeframe are made of the file's: whole ones only.</remarks>
    public Task<CandleSeries> GetCandlesAsync(string symbol, Timeframe timeframe, int limit = 200, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(symbol);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<CandleSeries>(cancellationToken);
        }

        try
        {
            return string.Equals(symbol, Symbol, StringComparison.Ordinal)
                ? Task.FromResult(Of(timeframe).Last(limit))
                : throw new CandleSourceException(CandleSourceError.BadData, $"{Path} has {Symbol}, not {symbol}; ask for {Symbol}, or read the pair's own file") { IsFinal = true };
        }
        catch (CandleSourceException e)
        {
            return Task.FromException<CandleSeries>(e);
        }
    }

    private CandleSeries Of(Timeframe timeframe)
    {
        var series = Load().Series;
        return CandleResampler.CanResample(series.Timeframe, timeframe)
            ? series.Resampled(timeframe)
            : throw new CandleSourceException(CandleSourceError.BadData, $"{Path} has candles of {series.Timeframe}, from which {timeframe} can't be built; ask for {series.Timeframe} or whole multiples of it") { IsFinal = true };
    }
}
