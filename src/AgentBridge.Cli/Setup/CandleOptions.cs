using System.CommandLine;
using System.Text.Json;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>The options of every command that reads candles from files: <c>--candles</c>, <c>--pairs</c>, <c>--time-unit</c>.</summary>
/// <param name="description">What the command does with them.</param>
internal sealed class CandleOptions(string description)
{
    public Option<string[]> Candles { get; } = GlobalOptions.Candles(description);

    public Option<string?> Pairs { get; } = PairsOption();

    public Option<string?> TimeUnit { get; } = TimeUnitOption();

    /// <summary>The pairs that are wanted of a folder.</summary>
    public static Option<string?> PairsOption() => new("--pairs") { Description = "The pairs whose candles are read from the data folder, the deciding one first", HelpName = "A,B,…" };

    /// <summary>The unit of a file's times.</summary>
    public static Option<string?> TimeUnitOption() => new("--time-unit") { Description = "The unit of the times in the file: s, ms, us, ns, or utc for texts without an offset (default: read off the file)", HelpName = "s|ms|us|ns|utc" };

    /// <summary>The files: each value of --candles, a folder replaced by the files of the pairs in it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="symbol">The value of --symbol: the pair of a folder without --pairs.</param>
    /// <param name="timeframe">The value of --timeframe.</param>
    /// <param name="host">The program's environment.</param>
    /// <exception cref="CliException">A folder without a pair, or pairs without a folder.</exception>
    public CandleArguments Read(ParseResult parsed, string? symbol, string? timeframe, CliHost host) => new(
        CandleFolders.Expand(parsed.GetValue(Candles) ?? [], parsed.GetValue(Pairs), symbol, CandleFiles.Timeframe(timeframe) ?? default, host),
        UnitOf(parsed.GetValue(TimeUnit)));

    /// <summary>The unit that --time-unit names.</summary>
    /// <exception cref="CliException">It names none.</exception>
    public static CandleTimeUnit UnitOf(string? text) => text switch
    {
        null => CandleTimeUnit.Unspecified,
        "s" => CandleTimeUnit.Seconds,
        "ms" => CandleTimeUnit.Milliseconds,
        "us" => CandleTimeUnit.Microseconds,
        "ns" => CandleTimeUnit.Nanoseconds,
        "utc" => CandleTimeUnit.IsoUtc,
        _ => throw new CliException(ExitCodes.Usage, $"--time-unit {VisibleText.Shortened(text, 40)}: the units are s, ms, us, ns, and utc for texts without an offset"),
    };

    /// <summary>As --time-unit names a unit; <see langword="null"/> for none.</summary>
    public static string? WordOf(CandleTimeUnit unit) => unit switch
    {
        CandleTimeUnit.Seconds => "s",
        CandleTimeUnit.Milliseconds => "ms",
        CandleTimeUnit.Microseconds => "us",
        CandleTimeUnit.Nanoseconds => "ns",
        CandleTimeUnit.IsoUtc => "utc",
        _ => null,
    };

    /// <summary>As documents name what the prices of a file are, such as <c>trades</c> or <c>mark</c>.</summary>
    public static string WordOf(CandlePriceType type) => JsonNamingPolicy.SnakeCaseLower.ConvertName(type.ToString());
}
