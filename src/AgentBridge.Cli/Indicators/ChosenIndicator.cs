using System.Globalization;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>An indicator of the catalogue with its parameters.</summary>
/// <param name="Descriptor">Its entry.</param>
/// <param name="Parameters">The value of each parameter.</param>
internal sealed record ChosenIndicator(IndicatorDescriptor Descriptor, IndicatorParameters Parameters)
{
    /// <summary>How many candles it takes until every output has a value.</summary>
    public int FirstValue => Descriptor.FirstValue(Parameters);

    /// <summary>How many candles it takes until the values no longer depend on the first one; <see langword="null"/> where they always do.</summary>
    public int? WarmUp => Descriptor.WarmUp(Parameters);

    /// <summary>The parameters as <c>fast=12 slow=26</c>.</summary>
    public string Text => string.Join(' ', Descriptor.Parameters.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Name}={Parameters[p.Name]}")));

    /// <summary>Finds an indicator and reads its parameters.</summary>
    /// <param name="name">The name, as the user wrote it.</param>
    /// <param name="given">Each <c>k=v</c>.</param>
    /// <exception cref="CliException">There is no such indicator, or a parameter is invalid.</exception>
    public static ChosenIndicator Of(string name, IReadOnlyList<string> given)
    {
        var descriptor = IndicatorCatalog.Find(name) ?? throw new CliException(
            ExitCodes.Usage, $"indicators {name}: there is no such indicator{Near(name, IndicatorCatalog.All.Select(d => d.Name))}; available: {string.Join(", ", IndicatorCatalog.All.Select(d => d.Name))}");
        var values = given.Select(text => Read(descriptor, text)).ToList();
        return descriptor.TryWith(values, out var parameters, out var problem)
            ? new ChosenIndicator(descriptor, parameters)
            : throw new CliException(ExitCodes.Usage, problem);
    }

    /// <summary>A parameter of an indicator as an option: one grammar and one form of errors for all values that users write.</summary>
    public static OptionParameter Option(IndicatorParameter parameter) => new()
    {
        Name = parameter.Name,
        Kind = parameter.IsWhole ? ParameterKind.Int : ParameterKind.Double,
        Meaning = parameter.Meaning,
        Range = new ParameterRange(parameter.Minimum, parameter.Maximum),
        Default = parameter.Default.ToString(CultureInfo.InvariantCulture),
    };

    private static KeyValuePair<string, double> Read(IndicatorDescriptor descriptor, string text)
    {
        var (name, value) = Piece(text);
        var parameter = descriptor.Parameters.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.Ordinal)) ?? throw new CliException(
            ExitCodes.Usage,
            $"indicator {descriptor.Name} has no parameter {name}{Near(name, descriptor.Parameters.Select(p => p.Name))}; {(descriptor.Parameters.IsEmpty ? "it has none" : "available: " + string.Join(", ", descriptor.Parameters.Select(p => p.Name)))}");
        var option = Option(parameter);
        return option.TryRead(value, out var read, out var detail)
            ? KeyValuePair.Create(name, Convert.ToDouble(read, CultureInfo.InvariantCulture))
            : throw new CliException(ExitCodes.Usage, option.ErrorOf($"indicator {descriptor.Name}: {name}", value, detail));
    }

    private static KeyValuePair<string, string> Piece(string text)
    {
        try
        {
            return ParameterText.Piece(text);
        }
        catch (StrategyException exception)
        {
            throw new CliException(ExitCodes.Usage, "--param " + exception.Message, exception);
        }
    }

    private static string Near(string name, IEnumerable<string> names) => EditDistance.Nearest(name, names) is { } near ? $"; did you mean {near}?" : string.Empty;
}
