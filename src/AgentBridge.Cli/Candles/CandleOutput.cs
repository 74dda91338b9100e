using System.CommandLine;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>Where candles are written: the file or the folder of <c>--out</c>, in the format of <c>--format</c> or of the file's name.</summary>
/// <param name="Shown">The place, as the user wrote it.</param>
/// <param name="IsFolder">Whether it is a data folder in Freqtrade's layout, in which each pair has a file of its own.</param>
/// <param name="Format">How the candles are written.</param>
internal sealed record CandleOutput(string Shown, bool IsFolder, CandleFileFormat Format)
{
    private const CandleFileFormat FolderFormat = CandleFileFormat.Feather;

    public static Option<string> OutOption(string description) => new("--out") { Description = description, HelpName = "FILE|FOLDER", Required = true };

    public static Option<string?> FormatOption()
    {
        var option = new Option<string?>("--format")
        {
            Description = "csv, feather, json or json.gz (default: as the file's name ends; feather in a folder)",
            HelpName = string.Join('|', CandleFileFormats.Words),
        };
        option.CompletionSources.Add([.. CandleFileFormats.Words]);
        return option;
    }

    public static Option<bool> ForceOption() => new("--force") { Description = "Replace files that exist" };

    /// <summary>Reads both options.</summary>
    /// <param name="place">--out.</param>
    /// <param name="formatWord">--format; <see langword="null"/> if it is not given.</param>
    /// <param name="several">Whether there is more than one file to write.</param>
    /// <param name="host">The program's environment: streams, variables, clock.</param>
    /// <exception cref="CliException">They contradict each other, or leave the format open.</exception>
    public static CandleOutput Settle(string place, string? formatWord, bool several, CliHost host)
    {
        CandleFileFormat? given = formatWord is null ? null : CandleFileFormats.TryParse(formatWord, out var parsed)
            ? parsed
            : throw new CliException(ExitCodes.Usage, $"--format={formatWord}: expected one of {string.Join(", ", CandleFileFormats.Words)}");
        var full = host.FullPath(place);
        var isFolder = Directory.Exists(full) || Path.EndsInDirectorySeparator(place) || (!File.Exists(full) && !Path.HasExtension(place) && !OutputFile.IsDevice(full));
        if (isFolder)
        {
            return new CandleOutput(place, IsFolder: true, given ?? FolderFormat);
        }

        if (several)
        {
            throw new CliException(ExitCodes.Usage, $"--out {place}: there are several files to write; name a folder, such as --out user_data/data/binance");
        }

        // The name of a device or a pipe says no format.
        var isNoFile = OutputFile.IsDevice(full) || InputFile.Problem(full) is not null;
        var byName = CandleFileFormats.TryOfPath(place, out var named) ? named : isNoFile && given is null ? CandleFileFormat.Csv : (CandleFileFormat?)null;
        if (given is { } wanted && byName is { } other && wanted != other)
        {
            throw new CliException(ExitCodes.Usage, $"--out {place} is named as {CandleFileFormats.WordOf(other)}, but --format is {formatWord}; make them agree");
        }

        return (given ?? byName) is { } format
            ? new CandleOutput(place, IsFolder: false, format)
            : throw new CliException(ExitCodes.Usage, $"--out {place}: its name ends with no format that can be written ({string.Join(", ", CandleFileFormats.Words.Select(word => "." + word))}); name one with --format");
    }

    /// <summary>The file of a pair, as the user would write it.</summary>
    /// <param name="pair">The pair; <see langword="null"/> if it is not known.</param>
    /// <param name="timeframe">The length of a candle, which is part of a name in a folder.</param>
    /// <param name="input">Whose candles they are, for the error.</param>
    /// <param name="type">What the prices are; the file's name keeps it.</param>
    /// <exception cref="CliException">A folder's files are named after their pairs, and there is none; or the name of --out does not show what the prices are.</exception>
    public string FileOf(string? pair, Timeframe timeframe, string input, CandlePriceType type = CandlePriceType.Trades)
    {
        if (IsFolder)
        {
            return Path.Combine(Shown, FreqtradeDataFile.PathOf(
                pair ?? throw new CliException(ExitCodes.Usage, $"{input}: its name contains no pair; write BASE/QUOTE={input}, or --symbol BASE/QUOTE"), timeframe, Format, type));
        }

        // By its name alone a file of mark prices differs from one of trades, on which a strategy may decide.
        return FreqtradeFileName.PriceTypeOf(Shown) == type
            ? Shown
            : throw new CliException(ExitCodes.Usage, $"--out {Shown}: {input} has prices of another kind than this name says; name it as Freqtrade does, such as {Path.GetFileName(FreqtradeDataFile.PathOf(pair ?? "BTC/USDT:USDT", timeframe, Format, type))}");
    }

    /// <summary>Settles a file of this place: in a data folder, missing folders are created.</summary>
    public OutputFile Open(string file, CliHost host)
    {
        if (IsFolder)
        {
            MakeFolder(Path.GetDirectoryName(host.FullPath(file))!);
        }

        return OutputFile.Settle(file, host);
    }

    private void MakeFolder(string folder)
    {
        try
        {
            FolderFlush.Make(folder);
        }
        catch (Exception failure) when (WriteFailure.Describe(failure) is { } what)
        {
            throw new CliException(ExitCodes.Unavailable, $"--out {Shown}: {what}", failure);
        }
    }
}
