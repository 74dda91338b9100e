using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>An indicator in the document of <c>indicators</c>.</summary>
/// <param name="Name">As the command takes it.</param>
/// <param name="Title">Its name in the literature.</param>
/// <param name="Formula">Its definition.</param>
/// <param name="Source">Where the definition comes from.</param>
/// <param name="Outputs">The columns after <c>timestamp</c>.</param>
/// <param name="FirstValue">How many candles it takes until every output has a value, with the parameters given, else the defaults.</param>
/// <param name="WarmUp">After how many candles the values no longer depend on the first one; <see langword="null"/> where they always do.</param>
/// <param name="Parameters">Its parameters, in their order.</param>
internal sealed record IndicatorDocument(
    string Name,
    string Title,
    string Formula,
    string Source,
    IReadOnlyList<string> Outputs,
    int FirstValue,
    int? WarmUp,
    IReadOnlyList<ParameterDocument> Parameters)
{
    public static IndicatorDocument Of(ChosenIndicator chosen) => new(
        chosen.Descriptor.Name,
        chosen.Descriptor.Title,
        chosen.Descriptor.Formula,
        chosen.Descriptor.Source,
        chosen.Descriptor.Outputs,
        chosen.FirstValue,
        chosen.WarmUp,
        [.. chosen.Descriptor.Parameters.Select(p => ParameterDocument.Of(ChosenIndicator.Option(p)))]);
}

/// <summary>The document of <c>indicators NAME --candles FILE --out FILE.csv</c>.</summary>
/// <param name="File">The file written, as the user named it.</param>
/// <param name="Indicator">Its name in the catalogue.</param>
/// <param name="Parameters">The value of each parameter.</param>
/// <param name="Symbol">The pair.</param>
/// <param name="Timeframe">The length of a candle.</param>
/// <param name="Candles">Rows written, gaps filled.</param>
/// <param name="Values">How many of them have a value.</param>
/// <param name="FirstValue">How many candles it takes until every output has a value.</param>
/// <param name="WarmUp">After how many candles the values no longer depend on the first one; <see langword="null"/> where they always do.</param>
/// <param name="Refused">Candles that the indicator refused, by code.</param>
/// <param name="Seconds">The duration, in seconds to four decimals.</param>
/// <param name="Bytes">The size of the file.</param>
/// <param name="Sha256">The hash of its bytes, lower-case hexadecimal.</param>
internal sealed record IndicatorValuesDocument(
    string File,
    string Indicator,
    IReadOnlyDictionary<string, double> Parameters,
    string Symbol,
    string Timeframe,
    int Candles,
    int Values,
    int FirstValue,
    int? WarmUp,
    IReadOnlyDictionary<string, int> Refused,
    double Seconds,
    long Bytes,
    string Sha256);
