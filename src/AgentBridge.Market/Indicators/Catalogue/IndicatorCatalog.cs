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
            AdxState.Descriptor,
            AtrState.Descriptor,
            BollingerState.Descriptor,
            BollingerPercentBState.Descriptor,
            BollingerWidthState.Descriptor,
            CciState.Descriptor,
            DonchianState.Descriptor,
            EfficiencyRatioState.Descriptor,
            EmaState.Descriptor,
            HeikinAshiState.Descriptor,
            KeltnerState.Descriptor,
            LinearRegressionState.Descriptor,
            MacdState.Descriptor,
            MaxState.Descriptor,
            MfiState.Descriptor,
            MinState.Descriptor,
            MomentumState.Descriptor,
            NatrState.Descriptor,
            ObvState.Descriptor,
            RealizedVolatilityState.Descriptor,
            RocState.Descriptor,
            RsiState.Descriptor,
            SmaState.Descriptor,
            StandardDeviationState.Descriptor,
            StochasticState.Descriptor,
            StochasticFastState.Descriptor,
            StochasticRsiState.Descriptor,
            SupertrendState.Descriptor,
            VwapState.Descriptor,
            VwapRollingState.Descriptor,
            WilliamsRState.Descriptor,
            WmaState.Descriptor,
            ZScoreState.Descriptor,
        }.OrderBy(static d => d.Name, StringComparer.Ordinal),
    ];

    /// <summary>An indicator by its name; <see langword="null"/> if there is none.</summary>
    /// <param name="name">The name, such as <c>rsi</c>.</param>
    public static IndicatorDescriptor? Find(string name) => All.FirstOrDefault(d => string.Equals(d.Name, name, StringComparison.Ordinal));
}
