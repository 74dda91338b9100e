using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>What failed.</summary>
/// <param name="Error">The failure.</param>
internal sealed record FailureDocument(ErrorDocument Error);

/// <summary>A failure.</summary>
/// <param name="Code">The stable name of its kind.</param>
/// <param name="Exit">The exit code.</param>
/// <param name="Message">The line of stderr, without its prefix.</param>
internal sealed record ErrorDocument(string Code, int Exit, string Message);

/// <summary>The failure of one of several pairs, among the documents of the others.</summary>
/// <param name="Symbol">The pair.</param>
/// <param name="Error">The failure.</param>
internal sealed record PairFailureDocument(string Symbol, ErrorDocument Error);

/// <summary>The document of <c>publish</c>.</summary>
/// <param name="DecisionId">The decision; <see langword="null"/> if the file has none.</param>
/// <param name="Published">Whether it is in the channel since now.</param>
/// <param name="Duplicate">Whether it was in the channel before, with the same bytes.</param>
internal sealed record PublishDocument(string? DecisionId, bool Published, bool Duplicate);

/// <summary>One message in the document of <c>validate</c>.</summary>
/// <param name="File">The file, with the line from 1 if it has several.</param>
/// <param name="Valid">Whether it is a signal.</param>
/// <param name="Code">The violation's name.</param>
/// <param name="Field">The field that violates.</param>
/// <param name="Message">The problem.</param>
internal sealed record ValidateDocument(string File, bool Valid, string? Code, string? Field, string? Message);

/// <summary>The document of <c>why</c>.</summary>
/// <param name="DecisionId">The decision; <see langword="null"/> for a candle on which nothing was decided.</param>
/// <param name="Stages">Its life, in order.</param>
internal sealed record WhyDocument(string? DecisionId, IReadOnlyList<StageDocument> Stages);

/// <summary>A stage of a decision's life.</summary>
/// <param name="Stage">Its name.</param>
/// <param name="At">The time, ISO 8601 UTC; <see langword="null"/> if it was not recorded.</param>
/// <param name="Outcome">The result.</param>
/// <param name="Detail">More about it.</param>
internal sealed record StageDocument(string Stage, string? At, string Outcome, string Detail);

/// <summary>One check in the document of <c>doctor</c>.</summary>
/// <param name="Check">The name of the check.</param>
/// <param name="Ok">Whether it is as it should be.</param>
/// <param name="Detail">The finding.</param>
/// <param name="Remedy">The remedy; empty if none is needed.</param>
internal sealed record DoctorDocument(string Check, bool Ok, string Detail, string Remedy);

/// <summary>The document of <c>fuzz</c>.</summary>
/// <param name="Count">Messages tried.</param>
/// <param name="Seed">What the messages were generated from: the same seed, the same messages.</param>
/// <param name="Accepted">Messages that the reader accepted.</param>
/// <param name="Rejected">Messages that it refused.</param>
/// <param name="Crashes">Messages for which it threw.</param>
/// <param name="Mismatches">Messages on which reader and checker disagree.</param>
internal sealed record FuzzDocument(long Count, int Seed, long Accepted, long Rejected, long Crashes, long Mismatches);

/// <summary>The document of <c>simulate</c>.</summary>
/// <param name="Url">Where the exchange is.</param>
/// <param name="Symbols">Its pairs.</param>
/// <param name="Port">The TCP port on 127.0.0.1.</param>
internal sealed record SimulateDocument(string Url, IEnumerable<string> Symbols, int Port);

/// <summary>The document of <c>test</c>.</summary>
/// <param name="Passed">Tests passed.</param>
/// <param name="Failed">Tests failed.</param>
/// <param name="Skipped">Tests skipped, by name, with the reason.</param>
/// <param name="SourceHash">The hash of the sources that were tested.</param>
/// <param name="Failures">The failed ones, by name, with the first line of each message.</param>
internal sealed record TestDocument(int Passed, int Failed, IReadOnlyList<string> Skipped, string SourceHash, IReadOnlyList<string> Failures);

/// <summary>The document of <c>freqtrade install</c>.</summary>
/// <param name="Version">The release.</param>
/// <param name="Python">Its interpreter.</param>
/// <param name="Program">Its command.</param>
/// <param name="Seconds">The duration, in seconds to three decimals.</param>
internal sealed record FreqtradeInstallDocument(string Version, string Python, string Program, double Seconds);

/// <summary>The document of <c>freqtrade strategy</c>.</summary>
/// <param name="File">The file that was laid down.</param>
/// <param name="Package">The folder of the package to install.</param>
/// <param name="Next">The command to run next.</param>
internal sealed record FreqtradeStrategyDocument(string File, string Package, string Next);

/// <summary>The document of <c>freqtrade wheel</c>.</summary>
/// <param name="Wheels">The wheels built.</param>
internal sealed record FreqtradeWheelDocument(IReadOnlyList<string> Wheels);

/// <summary>The document of <c>candles check</c>.</summary>
/// <param name="File">The file, as it was given; in a folder, its path.</param>
/// <param name="Candles">Rows read.</param>
/// <param name="First">The earliest open, ISO 8601 UTC; <see langword="null"/> without any.</param>
/// <param name="Last">The latest open, ISO 8601 UTC; <see langword="null"/> without any.</param>
/// <param name="Timeframe">The timeframe, that is the length of a candle.</param>
/// <param name="Gaps">Places where candles are missing.</param>
/// <param name="Missing">Missing candles.</param>
/// <param name="Duplicates">Rows with the time of another row.</param>
/// <param name="Disorder">Rows out of order.</param>
/// <param name="Impossible">Impossible candles.</param>
/// <param name="OffGrid">Rows whose time is not a multiple of the timeframe.</param>
/// <param name="Conflicting">Duplicates with other values.</param>
/// <param name="Findings">The first findings, by row.</param>
internal sealed record CandlesCheckDocument(
    string File,
    long Candles,
    string? First,
    string? Last,
    string Timeframe,
    long Gaps,
    long Missing,
    long Duplicates,
    long Disorder,
    long Impossible,
    long OffGrid,
    long Conflicting,
    IReadOnlyList<CandleFindingDocument> Findings)
{
    public static CandlesCheckDocument Of(string file, CandleQualityReport report) => new(
        file,
        report.Candles,
        report.FirstOpenMs is { } first ? CandleTime.ToText(first) : null,
        report.LastOpenMs is { } last ? CandleTime.ToText(last) : null,
        report.Timeframe.ToString(),
        report.Gaps,
        report.Missing,
        report.Duplicates,
        report.Disorder,
        report.Impossible,
        report.OffGrid,
        report.ConflictingDuplicates,
        [.. report.Findings.Select(finding => new CandleFindingDocument(finding.Row, finding.KindName, finding.Detail))]);
}

/// <summary>A finding among candles.</summary>
/// <param name="Row">The file's line; the header is line 1.</param>
/// <param name="Kind">The kind of defect.</param>
/// <param name="Detail">The times and values.</param>
internal sealed record CandleFindingDocument(long Row, string Kind, string Detail);
