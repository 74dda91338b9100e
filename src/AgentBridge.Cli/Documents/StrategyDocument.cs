using System.Text.Json.Serialization;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Testing;

namespace AgentBridge.Cli;

/// <summary>A strategy in the document of <c>strategies</c>.</summary>
/// <param name="Name">As <c>--strategy</c> takes it.</param>
/// <param name="Version">A whole number that enters the decision_id.</param>
/// <param name="Summary">Its description.</param>
/// <param name="Assembly">The file it was loaded from; <see langword="null"/> for a built-in one.</param>
/// <param name="Sha256">That file's hash, lower-case hexadecimal.</param>
/// <param name="WarmUp">The number of candles after which its plans do not depend on where the series starts.</param>
/// <param name="Sides">long, short.</param>
/// <param name="Feeds">The feeds it uses in addition to its own candles.</param>
/// <param name="Parameters">Its parameters, in their order.</param>
internal sealed record StrategyDocument(
    string Name,
    int Version,
    string Summary,
    string? Assembly,
    string? Sha256,
    int WarmUp,
    IEnumerable<string> Sides,
    IReadOnlyList<FeedDocument> Feeds,
    IReadOnlyList<ParameterDocument> Parameters)
{
    public static StrategyDocument Of(StrategyDescriptor strategy, Timeframe timeframe) => new(
        strategy.Name.Name,
        strategy.Name.Version,
        strategy.Summary,
        strategy.Origin?.Path,
        strategy.Origin?.Sha256,
        strategy.Needs.WarmUpOn(timeframe),
        SidesOf(strategy.Needs),
        [.. strategy.Needs.Feeds.Select(feed => new FeedDocument(feed.Pair?.ToString(), feed.Timeframe?.ToString()))],
        [.. strategy.Parameters.Select(ParameterDocument.Of)]);

    public static IEnumerable<string> SidesOf(StrategyNeeds needs) =>
        new[] { (Side: StrategySides.Long, Word: "long"), (Side: StrategySides.Short, Word: "short") }.Where(s => needs.Sides.HasFlag(s.Side)).Select(s => s.Word);
}

/// <summary>A feed of a strategy.</summary>
/// <param name="Pair">Another pair; <see langword="null"/> for its own.</param>
/// <param name="Timeframe">A higher timeframe; <see langword="null"/> for its own.</param>
internal sealed record FeedDocument(string? Pair, string? Timeframe);

/// <summary>A parameter of a strategy.</summary>
/// <param name="Name">In snake_case, as <c>--param</c> takes it.</param>
/// <param name="Type">Its kind in lower case.</param>
/// <param name="Min">The least value; <see langword="null"/> without one.</param>
/// <param name="Max">The maximum; <see langword="null"/> if there is none.</param>
/// <param name="MinExclusive">Whether the minimum itself is refused.</param>
/// <param name="MaxExclusive">Whether the maximum itself is excluded.</param>
/// <param name="Choices">The accepted words; empty for a number.</param>
/// <param name="Default">As it enters the decision_id: a JSON number, true or false, else a text.</param>
/// <param name="Meaning">The meaning, for people.</param>
internal sealed record ParameterDocument(
    string Name,
    string Type,
    [property: JsonConverter(typeof(CanonicalNumberJson))] double? Min,
    [property: JsonConverter(typeof(CanonicalNumberJson))] double? Max,
    bool MinExclusive,
    bool MaxExclusive,
    IEnumerable<string> Choices,
    RawJson Default,
    string Meaning)
{
    public static ParameterDocument Of(OptionParameter parameter) => new(
        parameter.Name,
        parameter.TypeName,
        parameter.Range?.Min,
        parameter.Range?.Max,
        parameter.Range is { MinIsExclusive: true },
        parameter.Range is { MaxIsExclusive: true },
        parameter.Choices,
        parameter.IsDefaultJson
            ? RawJson.OfJson(parameter.Default)
            : RawJson.OfText(parameter.Default),
        parameter.Meaning);
}

/// <summary>The document of <c>strategies check</c>.</summary>
/// <param name="Strategy">The strategy under test.</param>
/// <param name="Parameters">The parameters that were tested, <c>k=v</c> joined by <c>;</c>.</param>
/// <param name="Candles">The number of candles processed.</param>
/// <param name="Plans">The number of its plans.</param>
/// <param name="Ok">Whether nothing was found.</param>
/// <param name="Findings">What breaks the contract; empty if nothing does.</param>
/// <param name="NotChecked">The rules that could not be checked, because the strategy threw before.</param>
/// <param name="Warnings">Remarks that are not findings.</param>
/// <param name="NsPerCandle">Nanoseconds a candle to two decimals; <see langword="null"/> where it was not measured.</param>
/// <param name="BytesPerCandle">Bytes a candle without a plan to two decimals; <see langword="null"/> where it was not measured.</param>
internal sealed record StrategyCheckDocument(
    string Strategy,
    string Parameters,
    int Candles,
    int Plans,
    bool Ok,
    IReadOnlyList<StrategyFindingDocument> Findings,
    IReadOnlyList<string> NotChecked,
    IReadOnlyList<string> Warnings,
    double? NsPerCandle,
    double? BytesPerCandle)
{
    public static StrategyCheckDocument Of(CheckResult result) => new(
        result.Report.Strategy,
        result.Parameters,
        result.Report.Candles,
        result.Report.Plans,
        result.Findings.Count == 0,
        [.. result.Findings.Select(finding => new StrategyFindingDocument(finding.Rule, finding.Candle, result.TimeOf(finding), finding.Detail))],
        result.Report.NotChecked,
        result.Report.Warnings,
        Measured(result.Report.NsPerCandle),
        Measured(result.Report.BytesPerCandle));

    private static double? Measured(double value) => double.IsFinite(value) ? Math.Round(value, 2) : null;
}

/// <summary>A finding of a check.</summary>
/// <param name="Rule">The rule that does not hold.</param>
/// <param name="Candle">The candle's index from 0; <see langword="null"/> if it does not belong to one.</param>
/// <param name="CandleOpen">When that candle opens; <see langword="null"/> where it is not one of the given candles.</param>
/// <param name="Detail">The finding.</param>
internal sealed record StrategyFindingDocument(string Rule, int? Candle, string? CandleOpen, string Detail);
