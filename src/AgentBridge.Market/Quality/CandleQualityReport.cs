using System.Globalization;

namespace AgentBridge.Market;

/// <summary>The result of validating candles. The counts are exact; only the first findings are kept.</summary>
public sealed record CandleQualityReport
{
    /// <summary>Rows read, whatever they hold.</summary>
    public required long Candles { get; init; }

    /// <summary>The earliest open among the rows that count, in Unix milliseconds; null if there is none.</summary>
    public required long? FirstOpenMs { get; init; }

    /// <summary>The latest open among the rows that count, in Unix milliseconds; null if there is none.</summary>
    public required long? LastOpenMs { get; init; }

    /// <summary>The timeframe, wanted or read off the data.</summary>
    public required Timeframe Timeframe { get; init; }

    /// <summary>Places where at least one candle is missing.</summary>
    public required long Gaps { get; init; }

    /// <summary>Missing candles in all gaps.</summary>
    public required long Missing { get; init; }

    /// <summary>Rows with the time of another row, conflicting ones included.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Duplicates with values other than those of the first row with that time.</summary>
    public required long ConflictingDuplicates { get; init; }

    /// <summary>Rows out of order.</summary>
    public required long Disorder { get; init; }

    /// <summary>Rows whose time is not a multiple of the timeframe.</summary>
    public required long OffGrid { get; init; }

    /// <summary>Impossible candles, see <see cref="CandleFindingKind.Impossible"/>.</summary>
    public required long Impossible { get; init; }

    /// <summary>Klines that close early or late for the timeframe; a file's rows have no close time.</summary>
    public long OtherLength { get; init; }

    /// <summary>Rows that have not closed yet; only where the clock was asked.</summary>
    public long Running { get; init; }

    /// <summary>The first findings by row (1,000 by default).</summary>
    public required IReadOnlyList<CandleFinding> Findings { get; init; }

    /// <summary>What was settled by reading the file and a person should know, each naming the file; see <see cref="CandleFileInfo.Notices"/>.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>The number of findings, kept or not.</summary>
    public long FindingCount => Gaps + Duplicates + Disorder + OffGrid + Impossible + OtherLength + Running;

    /// <summary>Whether nothing was found.</summary>
    public bool IsClean => FindingCount == 0;

    /// <summary>One line for people: the span and every count that is not 0.</summary>
    public string ToSummary()
    {
        var counts = new List<string>();
        AddCount(counts, Gaps, "gaps");
        AddCount(counts, Missing, "missing");
        AddCount(counts, Duplicates, "duplicates");
        AddCount(counts, Disorder, "out of order");
        AddCount(counts, OffGrid, "off the grid");
        AddCount(counts, Impossible, "impossible");
        AddCount(counts, OtherLength, "of another length");
        AddCount(counts, Running, "not closed yet");
        var span = FirstOpenMs is { } first && LastOpenMs is { } last ? $" {CandleTime.ToText(first)} to {CandleTime.ToText(last)}" : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"{Candles} candles of {Timeframe}{span}: {(counts.Count == 0 ? "no finding" : string.Join(", ", counts))}");
    }

    /// <summary>The report, with the candles that were left out before validation.</summary>
    /// <param name="leftOut">What was left out.</param>
    public CandleQualityReport WithLeftOut(IReadOnlyCollection<CandleFinding> leftOut)
    {
        ArgumentNullException.ThrowIfNull(leftOut);
        return leftOut.Count == 0 ? this : this with
        {
            Candles = Candles + leftOut.Count,
            OffGrid = OffGrid + leftOut.Count(finding => finding.Kind == CandleFindingKind.OffGrid),
            OtherLength = OtherLength + leftOut.Count(finding => finding.Kind == CandleFindingKind.OtherLength),
            Findings = [.. Findings.Concat(leftOut)],
        };
    }

    /// <summary>The report with the rows that have not closed by an instant.</summary>
    internal CandleQualityReport WithRunning(CandleColumns rows, long nowMs, CandleValidationOptions options)
    {
        var running = 0L;
        var found = new List<CandleFinding>();
        for (var i = 0; i < rows.Count; i++)
        {
            // Times beyond the calendar are findings already.
            if (rows.OpenTimes[i] > nowMs - Timeframe.Milliseconds && rows.OpenTimes[i] <= CandleTime.MaxMilliseconds)
            {
                running++;
                if (found.Count < options.MaxFindings)
                {
                    found.Add(new CandleFinding(options.RowOf(i), CandleFindingKind.Running, $"{CandleTime.ToText(rows.OpenTimes[i])} has not closed yet; commands that decide leave it out"));
                }
            }
        }

        return running == 0 ? this : this with { Running = running, Findings = [.. Findings.Concat(found).OrderBy(finding => finding.Row).Take(options.MaxFindings)] };
    }

    private static void AddCount(List<string> counts, long count, string name)
    {
        if (count > 0)
        {
            counts.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {name}"));
        }
    }
}
