using System.Text.Json;
using System.Text.Json.Serialization;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Native;

/// <summary>A strategy for a host, as a document.</summary>
/// <param name="Name">Without the version.</param>
/// <param name="Version">A whole number that enters the decision_id.</param>
/// <param name="WarmUp">Candles of the host's timeframe that it needs before its plans count.</param>
/// <param name="Feeds">The other pairs whose candles it needs; its own higher timeframes are made from the candles that it gets.</param>
/// <param name="Assembly">The file that it came from; <see langword="null"/> for a built-in one.</param>
/// <param name="Sha256">That file's hash, lower-case hexadecimal.</param>
/// <param name="Notice">A warning to show before it decides; <see langword="null"/> for none.</param>
/// <param name="Parameters">All of its parameters, whatever they are set to.</param>
internal sealed record StrategyText(
    string Name,
    int Version,
    int WarmUp,
    IReadOnlyList<StrategyTextFeed> Feeds,
    string? Assembly,
    string? Sha256,
    string? Notice,
    IReadOnlyList<StrategyTextParameter> Parameters)
{
    /// <summary>The text.</summary>
    /// <param name="strategy">The strategy with its options.</param>
    /// <param name="timeframe">The timeframe, that is the length of a candle.</param>
    /// <param name="notice">A warning to show before it decides; <see langword="null"/> for none.</param>
    /// <exception cref="StrategyException">The strategy can't run on that timeframe.</exception>
    public static string Of(Strategy strategy, Timeframe timeframe, string? notice = null)
    {
        var (name, needs) = (strategy.Descriptor.Name, strategy.Needs);
        if (needs.Problem(timeframe) is { } problem)
        {
            throw new StrategyException($"strategy {name.Name} needs {problem}");
        }

        var feeds = needs.Feeds.Where(f => f.Pair is not null).Select(f => new StrategyTextFeed(f.Pair.ToString()!, (f.Timeframe ?? timeframe).ToString()));
        var origin = strategy.Descriptor.Origin;
        var parameters = strategy.Descriptor.Parameters.Select(StrategyTextParameter.Of);
        return JsonSerializer.Serialize(
            new StrategyText(name.Name, name.Version, needs.WarmUpOn(timeframe), [.. feeds], origin?.Path, origin?.Sha256, notice, [.. parameters]), StrategyTextJson.Default.StrategyText);
    }
}

/// <summary>A feed of another pair.</summary>
/// <param name="Pair">The pair, such as <c>BTC/USDT</c>.</param>
/// <param name="Timeframe">The length of its candles.</param>
internal sealed record StrategyTextFeed(string Pair, string Timeframe);

/// <summary>A parameter, with the names that <c>bridge strategies --json</c> has for it.</summary>
/// <param name="Name">In snake_case, as it is set.</param>
/// <param name="Type">Its kind in lower case.</param>
/// <param name="Min">The least value; <see langword="null"/> if it has no range.</param>
/// <param name="Max">The greatest value; <see langword="null"/> if it has no range.</param>
/// <param name="MinExclusive">Whether the minimum itself is refused.</param>
/// <param name="MaxExclusive">Whether the greatest value itself is refused.</param>
/// <param name="Choices">The words that it takes; empty for a number.</param>
/// <param name="Default">As it enters the decision_id: a number, true or false, else a text.</param>
internal sealed record StrategyTextParameter(
    string Name, string Type, double? Min, double? Max, bool MinExclusive, bool MaxExclusive, IReadOnlyList<string> Choices, JsonElement Default)
{
    public static StrategyTextParameter Of(OptionParameter parameter) => new(
        parameter.Name,
        parameter.TypeName,
        parameter.Range?.Min,
        parameter.Range?.Max,
        parameter.Range is { MinIsExclusive: true },
        parameter.Range is { MaxIsExclusive: true },
        parameter.Choices,
        parameter.IsDefaultJson
            ? JsonSerializer.Deserialize(parameter.Default, StrategyTextJson.Default.JsonElement)
            : JsonSerializer.SerializeToElement(parameter.Default, StrategyTextJson.Default.String));
}

/// <summary>The generated writer of <see cref="StrategyText"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StrategyText))]
internal sealed partial class StrategyTextJson : JsonSerializerContext;
