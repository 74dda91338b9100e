using System.IO.Compression;

namespace AgentBridge.Market;

/// <summary>The formats that candle files are written in, by their words and by the ends of file names.</summary>
public static class CandleFileFormats
{
    private static readonly (CandleFileFormat Format, string Word)[] Known =
        [(CandleFileFormat.Csv, "csv"), (CandleFileFormat.Feather, "feather"), (CandleFileFormat.Json, "json"), (CandleFileFormat.JsonGz, "json.gz")];

    /// <summary>The words of all formats: csv, feather, json, json.gz.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Known.Select(known => known.Word)];

    /// <summary>The word of a format, which is also the end of its file names, without the dot.</summary>
    /// <param name="format">A specified format.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not specified.</exception>
    public static string WordOf(CandleFileFormat format)
    {
        var at = Array.FindIndex(Known, known => known.Format == format);
        return at >= 0 ? Known[at].Word : throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format.");
    }

    /// <summary>Reads one of <see cref="Words"/>.</summary>
    /// <param name="word">The word, in lower case.</param>
    /// <param name="format">The format; unspecified if the word is none of these.</param>
    public static bool TryParse(string? word, out CandleFileFormat format)
    {
        format = Array.Find(Known, known => string.Equals(known.Word, word, StringComparison.Ordinal)).Format;
        return format != CandleFileFormat.Unspecified;
    }

    /// <summary>The format that a file's name ends with, whatever the case of its letters.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">The format; unspecified if the name ends with none.</param>
    public static bool TryOfPath(string path, out CandleFileFormat format)
    {
        ArgumentNullException.ThrowIfNull(path);
        format = Array.Find(Known, known => path.EndsWith('.' + known.Word, StringComparison.OrdinalIgnoreCase)).Format;
        return format != CandleFileFormat.Unspecified;
    }

    /// <summary>What writes a format.</summary>
    internal static Action<Stream, CandleSeries> WriterOf(CandleFileFormat format) => format switch
    {
        CandleFileFormat.Csv => static (stream, candles) =>
        {
            using var writer = new CsvCandleWriter(stream, leaveOpen: true);
            writer.Write(candles);
        },
        CandleFileFormat.Feather => FeatherCandleWriter.Write,
        CandleFileFormat.Json => JsonCandleWriter.Write,
        CandleFileFormat.JsonGz => static (stream, candles) =>
        {
            using var zipped = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
            JsonCandleWriter.Write(zipped, candles);
        },
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format."),
    };
}
