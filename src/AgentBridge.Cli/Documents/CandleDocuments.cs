using System.Text.Json.Serialization;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>The failure of one of several files, among the documents of the others.</summary>
/// <param name="File">The input that failed, as the user named it.</param>
/// <param name="Error">The failure.</param>
internal sealed record FileFailureDocument(string File, ErrorDocument Error);

/// <summary>A file in the document of <c>candles info</c>.</summary>
/// <param name="File">The input, as the user named it.</param>
/// <param name="Layout">The layout of its rows, by its content.</param>
/// <param name="Unit">How its times are written: s, ms, us, ns, iso (with an offset) or utc; <see langword="null"/> if it is not known.</param>
/// <param name="Type">What its prices are: those of trades, mark, index, premium_index.</param>
/// <param name="Symbol">The pair given in front of the file or in its name; <see langword="null"/> if there is none.</param>
/// <param name="Timeframe">The timeframe, that is the length of a candle.</param>
/// <param name="Candles">Rows read.</param>
/// <param name="First">The earliest open, ISO 8601 UTC; <see langword="null"/> without any.</param>
/// <param name="Last">The latest open, ISO 8601 UTC; <see langword="null"/> without any.</param>
/// <param name="Gaps">Places where candles are missing.</param>
/// <param name="Missing">Missing candles.</param>
/// <param name="Duplicates">Rows with the time of another row.</param>
/// <param name="Faulty">Rows that are out of order, off the grid or impossible, or repeat a time with other values.</param>
/// <param name="ZeroVolume">Candles without volume.</param>
/// <param name="Flat">Candles without a trade: no volume, all prices the close before.</param>
/// <param name="PriceStep">The price step of the newest candles, as decisions use it; <see langword="null"/> if they show none.</param>
/// <param name="Low">The smallest price.</param>
/// <param name="High">The highest price.</param>
/// <param name="Bytes">The size of the file.</param>
/// <param name="Sha256">The hash of its bytes, lower-case hexadecimal.</param>
internal sealed record CandlesInfoDocument(
    string File,
    string Layout,
    string? Unit,
    string Type,
    string? Symbol,
    string Timeframe,
    long Candles,
    string? First,
    string? Last,
    long Gaps,
    long Missing,
    long Duplicates,
    long Faulty,
    long ZeroVolume,
    long Flat,
    [property: JsonConverter(typeof(PriceStepJson))] PriceStep PriceStep,
    [property: JsonConverter(typeof(CanonicalNumberJson))] double? Low,
    [property: JsonConverter(typeof(CanonicalNumberJson))] double? High,
    long Bytes,
    string Sha256);

/// <summary>A file in the document of <c>candles convert</c>.</summary>
/// <param name="File">The file written.</param>
/// <param name="Format">As <c>--format</c> takes it.</param>
/// <param name="Type">What the prices are: trades, mark, index or premium_index.</param>
/// <param name="Symbol">The pair; <see langword="null"/> if it is not known.</param>
/// <param name="Timeframe">The timeframe, that is the length of a candle.</param>
/// <param name="Candles">Candles written.</param>
/// <param name="First">The first open, ISO 8601 UTC.</param>
/// <param name="Last">The last open, ISO 8601 UTC.</param>
/// <param name="Gaps">Places where candles are missing.</param>
/// <param name="Missing">Missing candles.</param>
/// <param name="Inputs">The files whose candles it has.</param>
/// <param name="Rows">Their rows.</param>
/// <param name="LeftOut">Rows that were not written: repeated, not closed yet, or faulty with <c>--quarantine</c>.</param>
/// <param name="Bytes">The size of the file.</param>
/// <param name="Sha256">The hash of its bytes, lower-case hexadecimal.</param>
internal sealed record CandlesConvertDocument(
    string File,
    string Format,
    string Type,
    string? Symbol,
    string Timeframe,
    long Candles,
    string First,
    string Last,
    long Gaps,
    long Missing,
    IReadOnlyList<string> Inputs,
    long Rows,
    long LeftOut,
    long Bytes,
    string Sha256)
{
    public static CandlesConvertDocument Of(IReadOnlyList<RecordedCandles> inputs, WrittenCandles written, CandleQualityReport report)
    {
        var (candles, rows) = (written.Candles, inputs.Sum(input => input.Report.Candles));
        return new(
            written.File,
            CandleFileFormats.WordOf(written.Format),
            CandleOptions.WordOf(inputs[0].PriceType),
            inputs[0].Pair,
            candles.Timeframe.ToString(),
            candles.Count,
            CandleTime.ToText(candles.OpenTimes[0]),
            CandleTime.ToText(candles.OpenTimes[^1]),
            report.Gaps,
            report.Missing,
            [.. inputs.Select(input => input.Shown)],
            rows,
            rows - candles.Count,
            written.Bytes,
            written.Sha256);
    }
}

/// <summary>The document of <c>candles resample</c>.</summary>
/// <param name="File">The file written.</param>
/// <param name="Format">As <c>--format</c> takes it.</param>
/// <param name="Symbol">The pair; <see langword="null"/> if it is not known.</param>
/// <param name="Timeframe">The timeframe of the candles written.</param>
/// <param name="Candles">Candles written.</param>
/// <param name="First">The first open, ISO 8601 UTC.</param>
/// <param name="Last">The last open, ISO 8601 UTC.</param>
/// <param name="SourceTimeframe">The timeframe of the candles read.</param>
/// <param name="SourceCandles">Candles read, gaps filled.</param>
/// <param name="Filled">How many of those fill gaps.</param>
/// <param name="CutFirst">Candles before the first whole bucket.</param>
/// <param name="CutLast">Candles behind the last whole bucket.</param>
/// <param name="Bytes">The size of the file.</param>
/// <param name="Sha256">The hash of its bytes, lower-case hexadecimal.</param>
internal sealed record CandlesResampleDocument(
    string File,
    string Format,
    string? Symbol,
    string Timeframe,
    long Candles,
    string First,
    string Last,
    string SourceTimeframe,
    long SourceCandles,
    long Filled,
    long CutFirst,
    long CutLast,
    long Bytes,
    string Sha256)
{
    public static CandlesResampleDocument Of(RecordedCandles source, WrittenCandles written)
    {
        var (from, to) = (source.Series, written.Candles);
        var step = from.Timeframe.Milliseconds;
        return new(
            written.File,
            CandleFileFormats.WordOf(written.Format),
            source.Pair,
            to.Timeframe.ToString(),
            to.Count,
            CandleTime.ToText(to.OpenTimes[0]),
            CandleTime.ToText(to.OpenTimes[^1]),
            from.Timeframe.ToString(),
            from.Count,
            source.Report.Missing,
            (to.OpenTimes[0] - from.OpenTimes[0]) / step,
            (from.CloseTimeMs(from.Count - 1) - to.CloseTimeMs(to.Count - 1)) / step,
            written.Bytes,
            written.Sha256);
    }
}

/// <summary>A pair in the document of <c>candles download</c>.</summary>
/// <param name="File">The file written, as the user would write it.</param>
/// <param name="Candles">How many candles it contains now.</param>
/// <param name="Added">How many of them are new.</param>
/// <param name="OffGrid">Klines left out because they are off the grid.</param>
/// <param name="OtherLength">Klines left out because they close early or late.</param>
/// <param name="Symbol">The pair.</param>
/// <param name="Timeframe">The timeframe, that is the length of a candle.</param>
/// <param name="Format">The format of the file.</param>
internal sealed record CandlesDownloadDocument(string File, long Candles, long Added, long OffGrid, long OtherLength, string Symbol, string Timeframe, string Format);
