using System.Collections.Immutable;

namespace AgentBridge.Market;

/// <summary>The indicators by name.</summary>
public static class IndicatorCatalog
{
    /// <summary>All, by name.</summary>
    public static ImmutableArray<IndicatorDescriptor> All { get; } =
    [
        .. new[]
        {
            AtrState.Descriptor,
            BollingerPercentBState.Descriptor,
            BollingerState.Descriptor,
            BollingerWidthState.Descriptor,
            EmaState.Descriptor,
            LinearRegressionState.Descriptor,
            MacdState.Descriptor,
            NatrState.Descriptor,
            RealizedVolatilityState.Descriptor,
            RsiState.Descriptor,
            SmaState.Descriptor,
            StandardDeviationState.Descriptor,
            WmaState.Descriptor,
            ZScoreState.Descriptor,
        }.OrderBy(static d => d.Name, StringComparer.Ordinal),
    ];

    /// <summary>An indicator by its name; <see langword="null"/> if there is none.</summary>
    /// <param name="name">The name, such as <c>rsi</c>.</param>
    public static IndicatorDescriptor? Find(string name) => All.FirstOrDefault(d => string.Equals(d.Name, name, StringComparison.Ordinal));
}
