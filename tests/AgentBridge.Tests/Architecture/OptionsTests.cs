using System.Reflection;
using AgentBridge.Cli;
using AgentBridge.Schema;

namespace AgentBridge.Tests.Architecture;

/// <summary>All options are checked in one way: each record has a model, which knows every number, flag, word and duration in it.</summary>
public sealed class OptionsTests
{
    /// <summary>Market depends on no other project, not even on the model. Its records are checked where they are used.</summary>
    private static readonly string[] WithoutModel = ["CandleFileOptions", "CandleValidationOptions", "GeneratedCandlesOptions"];

    public static TheoryData<string> Records => [.. Found().Select(t => t.FullName!)];

    [Theory]
    [MemberData(nameof(Records))]
    public void OptionsRecord_HasAModelThatKnowsEveryValue(string name)
    {
        var record = Found().Single(t => string.Equals(t.FullName, name, StringComparison.Ordinal));
        var parameters = Parameters(record);
        var values = record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.SetMethod is { IsPublic: true } && IsValue(Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType))
            .Select(p => p.Name.ToLowerInvariant());

        values.Should().BeSubsetOf(parameters.Select(p => p.Name.Replace("_", string.Empty, StringComparison.Ordinal)));
        foreach (var parameter in parameters)
        {
            parameter.ErrorOf(parameter.Name, "\u0001").Should()
                .MatchRegex($"^{parameter.Name}=.+: (.+; )?expected .+ \\(.+\\); (leave it out for|for example) .").And.NotContain("\u0001").And.NotContain("expected nothing");
        }
    }

    [Fact]
    public void OptionsRecords_AreFound() => Found().Select(t => t.Name).Should().Contain(
    [
        "RiskOptions", "PaperOptions", "RedisOptions", "FileChannelOptions", "JournalOptions", "BinanceOptions", "ExchangeSimulatorOptions", "SimulatedMarket", "SimulatedFault", "RedisServerOptions",
        "BotSettings",
    ]);

    private static bool IsValue(Type type) => type.IsPrimitive || type.IsEnum || type == typeof(TimeSpan);

    private static IReadOnlyList<OptionParameter> Parameters(Type record)
    {
        var model = record.GetProperty("Model", BindingFlags.Public | BindingFlags.Static);
        model.Should().NotBeNull("{0} is checked by a model of its own", record.Name);
        var value = model!.GetValue(null)!;
        return [.. (IEnumerable<OptionParameter>)value.GetType().GetProperty("Parameters")!.GetValue(value)!];
    }

    /// <summary>Records named as options, and those that have a model; the options of strategies are described by their strategies.</summary>
    private static IEnumerable<Type> Found() => Shipped.Names.Where(n => n is not "AgentBridge.Signals").Select(Shipped.Load).Append(typeof(BridgeProgram).Assembly)
        .SelectMany(a => a.GetExportedTypes())
        .Where(t => t is { IsClass: true, IsAbstract: false } && t.GetMethod("<Clone>$") is not null)
        .Where(t => t.GetProperty("Model", BindingFlags.Public | BindingFlags.Static) is not null || t.Name.EndsWith("Options", StringComparison.Ordinal))
        .Where(t => !WithoutModel.Contains(t.Name, StringComparer.Ordinal));
}
