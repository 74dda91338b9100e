using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class EfficiencyRatioContractTests() : IndicatorContractTests(EfficiencyRatioState.Descriptor, "period=3", "period=200");
