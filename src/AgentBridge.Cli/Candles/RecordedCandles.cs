using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>A candle file whose rows are passed on as they were recorded: checked, closed ones only, gaps left open.</summary>
/// <param name="Shown">The file, as the user wrote it.</param>
/// <param name="Pair">The pair given in front of it, in its name or by --symbol; <see langword="null"/> if there is none.</param>
/// <param name="Series">The rows that may be passed on.</param>
/// <param name="Report">What was found in it.</param>
/// <param name="Running">Rows at its end that were left out because they have not closed yet.</param>
internal sealed record RecordedCandles(string Shown, string? Pair, CandleSeries Series, CandleQualityReport Report, int Running)
{
    /// <summary>What the prices are, by the file's name.</summary>
    public CandlePriceType PriceType { get; private init; } = CandlePriceType.Trades;

    // A series has a pair even where none is known and none is needed.
    private const string NoPair = "?";

    /// <summary>Reads a file.</summary>
    /// <param name="argument">[PAIR=]FILE.</param>
    /// <param name="symbol">--symbol; <see langword="null"/> if it is not given.</param>
    /// <param name="timeframe">The expected timeframe; the default value reads it off the data.</param>
    /// <param name="options">How gaps and faulty rows are handled.</param>
    /// <param name="host">The program's environment: streams, variables, clock.</param>
    /// <exception cref="CandleSourceException">The file is missing, malformed, or a faulty row stops the run.</exception>
    public static RecordedCandles Read(string argument, string? symbol, Timeframe timeframe, CandleFileOptions options, CliHost host)
    {
        var (path, pair) = CandleFiles.Identify(argument, symbol, host);
        var read = CandleFile.Read(path, pair ?? NoPair, timeframe, options);
        var closed = read.Series.ClosedBy(host.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        return closed.Count > 0
            ? new RecordedCandles(argument, pair, closed, read.Report, read.Series.Count - closed.Count) { PriceType = CandleFile.Detect(path, options).PriceType }
            : throw new CliException(ExitCodes.Usage, $"{argument}: no candle has closed yet; the first closes at {ShownTime.Second(read.Series.CloseTimeMs(0))} (check the machine's clock if that is past)");
    }

    /// <summary>How many rows are written as they are, or not at all, with the reasons; empty if nothing is to be said.</summary>
    public IEnumerable<string> Notes()
    {
        foreach (var notice in Report.Notices)
        {
            yield return notice;
        }

        // Gaps stay gaps, and those of the result are reported with it.
        if (Report.FindingCount > Report.Gaps)
        {
            yield return $"{Shown}: {Report.ToSummary()}";
        }

        if (Running > 0)
        {
            yield return FormattableString.Invariant($"{Shown}: the last {(Running == 1 ? "candle has" : $"{Running} candles have")} not closed yet and {(Running == 1 ? "is" : "are")} left out");
        }
    }
}
