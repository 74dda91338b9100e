using System.Collections.Immutable;
using System.Globalization;

namespace AgentBridge.Market;

/// <summary>Values for the parameters of one indicator, checked against their ranges.</summary>
public sealed class IndicatorParameters
{
    private readonly ImmutableArray<IndicatorParameter> _parameters;
    private readonly ImmutableArray<double> _values;

    private IndicatorParameters(ImmutableArray<IndicatorParameter> parameters, ImmutableArray<double> values) => (_parameters, _values) = (parameters, values);

    /// <summary>The value of a parameter.</summary>
    /// <param name="name">Its name, such as <c>deviations</c>.</param>
    public double this[string name] => _values[_parameters.IndexOf(_parameters.Single(p => string.Equals(p.Name, name, StringComparison.Ordinal)))];

    /// <summary>The value of a whole parameter.</summary>
    /// <param name="name">Its name, such as <c>period</c>.</param>
    public int Bars(string name) => (int)this[name];

    /// <summary>Checks values; a parameter without one has its default.</summary>
    /// <param name="indicator">The indicator's name, for messages.</param>
    /// <param name="parameters">Its parameters, with their ranges and defaults.</param>
    /// <param name="values">Names and values.</param>
    /// <param name="problem">What is wrong: a name that is unknown or given twice, or a value out of range, with indicator, parameter, value and range.</param>
    /// <returns>The parameters; <see langword="null"/> where there is a problem.</returns>
    internal static IndicatorParameters? Of(string indicator, ImmutableArray<IndicatorParameter> parameters, IEnumerable<KeyValuePair<string, double>> values, out string? problem)
    {
        var held = parameters.Select(static p => p.Default).ToArray();
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            var parameter = parameters.SingleOrDefault(p => string.Equals(p.Name, name, StringComparison.Ordinal));
            problem = parameter is null ? $"indicator {indicator} has no parameter {name}; it has {(parameters.IsEmpty ? "none" : string.Join(", ", parameters.Select(static p => p.Name)))}"
                : !given.Add(name) ? $"indicator {indicator}: {name} is given twice"
                : !parameter.Holds(value) ? string.Create(CultureInfo.InvariantCulture, $"indicator {indicator}: {name} is {value}; expected {parameter.Expected}")
                : null;
            if (parameter is null || problem is not null)
            {
                return null;
            }

            held[parameters.IndexOf(parameter)] = value;
        }

        problem = null;
        return new IndicatorParameters(parameters, [.. held]);
    }
}
