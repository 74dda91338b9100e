using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace AgentBridge.Market;

/// <summary>An indicator in the catalogue: what it computes, from what, and how to open one.</summary>
/// <threadsafety>Immutable; any number of threads may use it.</threadsafety>
public sealed record IndicatorDescriptor
{
    /// <summary>Its name in kebab case, such as <c>williams-r</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its name in the literature, such as <c>Williams %R</c>.</summary>
    public required string Title { get; init; }

    /// <summary>Its parameters; empty if it has none.</summary>
    public ImmutableArray<IndicatorParameter> Parameters { get; init; } = [];

    /// <summary>The names of its outputs, such as <c>macd, signal, histogram</c>.</summary>
    public required ImmutableArray<string> Outputs { get; init; }

    /// <summary>The definition in one or two lines of plain text.</summary>
    public required string Formula { get; init; }

    /// <summary>Where the definition comes from, such as <c>TA-Lib RSI</c> or <c>own definition</c>.</summary>
    public required string Source { get; init; }

    /// <summary>What must hold between parameters, such as <c>fast must be less than slow</c>; null if it holds.</summary>
    public Func<IndicatorParameters, string?> Rule { get; init; } = static _ => null;

    /// <summary>How many bars it takes until every output has a value.</summary>
    public required Func<IndicatorParameters, int> FirstValue { get; init; }

    /// <summary>
    /// How many bars it takes until the values no longer depend, to the bit, on the bar at which it started; at least <see cref="FirstValue"/>.
    /// Null where they always do (a cumulated volume).
    /// </summary>
    public required Func<IndicatorParameters, int?> WarmUp { get; init; }

    /// <summary>Opens one that has seen no bar; its parameters were checked by <see cref="With"/>.</summary>
    public required Func<IndicatorParameters, IIndicator> Open { get; init; }

    /// <summary>Its <c>UpdateAll</c> over the columns of a series, equal to the stream to the bit; <see langword="null"/> runs the stream.</summary>
    internal Action<CandleSeries, IndicatorParameters, double[][]>? Batch { get; init; }

    /// <summary>Parameters for this indicator.</summary>
    /// <param name="values">Names and values; a parameter without one has its default.</param>
    /// <exception cref="ArgumentException">A name is unknown or given twice, a value is out of range, or <see cref="Rule"/> is broken.</exception>
    public IndicatorParameters With(params IEnumerable<KeyValuePair<string, double>> values)
    {
        return TryWith(values, out var parameters, out var problem) ? parameters : throw new ArgumentException(problem, nameof(values));
    }

    /// <summary>As <see cref="With"/>, without an exception.</summary>
    /// <param name="values">Names and values; a parameter without one has its default.</param>
    /// <param name="parameters">Names and values that were checked; null if there is a problem.</param>
    /// <param name="problem">What is wrong, with indicator, parameter, value and range.</param>
    public bool TryWith(IEnumerable<KeyValuePair<string, double>> values, [NotNullWhen(true)] out IndicatorParameters? parameters, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(values);
        parameters = IndicatorParameters.Of(Name, Parameters, values, out problem);
        if (parameters is not null && Rule(parameters) is { } broken)
        {
            (parameters, problem) = (null, $"indicator {Name}: {broken}");
        }

        problem ??= parameters is null ? string.Empty : null;
        return parameters is not null;
    }

    /// <summary>Its outputs over a series: an array for each output, NaN where there is no value and at a bar that is refused.</summary>
    /// <param name="candles">The candles, oldest first.</param>
    /// <param name="parameters">Of <see cref="With"/>.</param>
    public double[][] Compute(CandleSeries candles, IndicatorParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(candles);
        var columns = Outputs.Select(_ => new double[candles.Count]).ToArray();
        Compute(candles, parameters, columns);
        return columns;
    }

    /// <summary>As <see cref="Compute(CandleSeries, IndicatorParameters)"/>, into buffers of the caller's.</summary>
    /// <param name="candles">The candles, oldest first.</param>
    /// <param name="parameters">Of <see cref="With"/>.</param>
    /// <param name="destination">An array for each output, each at least as long as the series.</param>
    public void Compute(CandleSeries candles, IndicatorParameters parameters, double[][] destination)
    {
        ArgumentNullException.ThrowIfNull(candles);
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, Outputs.Length, nameof(destination));
        foreach (var column in destination)
        {
            ArgumentNullException.ThrowIfNull(column, nameof(destination));
            ArgumentOutOfRangeException.ThrowIfLessThan(column.Length, candles.Count, nameof(destination));
        }

        if (Batch is { } batch)
        {
            batch(candles, parameters, destination);
            return;
        }

        var indicator = Open(parameters);
        Span<double> values = stackalloc double[Outputs.Length];
        for (var bar = 0; bar < candles.Count; bar++)
        {
            if (indicator.Update(candles[bar]))
            {
                indicator.Read(values);
            }
            else
            {
                values.Fill(double.NaN);
            }

            for (var output = 0; output < destination.Length; output++)
            {
                destination[output][bar] = values[output];
            }
        }
    }
}
