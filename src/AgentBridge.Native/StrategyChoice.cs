using System.Text.Json;
using AgentBridge.Engine;
using AgentBridge.Signals;

namespace AgentBridge.Native;

/// <summary>The strategy that a host requests: <c>{"name":"breakout","assembly":null,"params":{"high_lookback":40}}</c>; params may also be a text, <c>k=v;k=v</c>.</summary>
internal sealed class StrategyChoice
{
    private readonly List<KeyValuePair<string, string>> _params = [];
    private string? _name;
    private string? _assembly;

    /// <summary>Takes one member.</summary>
    public void Take(JsonProperty member, List<string> errors)
    {
        switch (member.Name)
        {
            case "name" when member.Value.ValueKind == JsonValueKind.String:
                _name = member.Value.GetString()!;
                break;
            case "assembly" when member.Value.ValueKind == JsonValueKind.String:
                _assembly = member.Value.GetString();
                break;
            case "params" when member.Value.ValueKind == JsonValueKind.Object:
                _params.AddRange(member.Value.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, AgentOptions.Text(p.Value))));
                break;
            case "params" when member.Value.ValueKind == JsonValueKind.String:
                Guarded(errors, () => _params.AddRange(ParameterText.Split(member.Value.GetString())));
                break;
            case "name" or "assembly" or "params" when member.Value.ValueKind == JsonValueKind.Null:
                break;
            default:
                errors.Add($"agentbridge.strategy.{member.Name} is not an option; expected one of name, assembly (texts) and params (settings, or a text k=v;k=v).");
                break;
        }
    }

    /// <summary>The strategy; <see langword="null"/> if it can't be used, with the reason in <paramref name="errors"/>.</summary>
    public Strategy? Bind(double maxCapitalPct, List<string> errors)
    {
        Strategy? bound = null;
        Guarded(errors, () =>
        {
            var catalog = StrategyAssembly.CatalogWith(_assembly, NativeStrategies.Catalog());
            bound = StrategyStart.Bind(Find(catalog, _name ?? DefaultName(catalog)), _params, maxCapitalPct);
        });
        return bound;
    }

    private static StrategyDescriptor Find(StrategyCatalog catalog, string name)
    {
        try
        {
            return catalog.Find(name);
        }
        catch (StrategyException unknown)
        {
            throw new StrategyException($"{unknown.Message}; one of your own needs strategy.assembly (an assembly) or strategy.library (a native library)");
        }
    }

    /// <summary>A user who names an assembly or a library must also name one of its strategies; none is guessed.</summary>
    private string DefaultName(StrategyCatalog catalog) =>
        catalog.All.Select(d => d.Name.Name).Where(n => !StrategyCatalog.IsBuiltIn(n)).ToList() is { Count: > 0 } own
            ? throw new StrategyException($"name is missing: {(_assembly is null ? "library" : "assembly")} is given, and {string.Join(", ", own)} {(own.Count == 1 ? "is" : "are")} in it; name one")
            : new BridgeConfig().ModelName;

    private static void Guarded(List<string> errors, Action work)
    {
        try
        {
            work();
        }
        catch (StrategyException failure)
        {
            errors.AddRange(failure.Errors.Select(e => $"agentbridge.strategy: {e}"));
        }
    }
}
