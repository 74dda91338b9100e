using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class MinContractTests() : IndicatorContractTests(MinState.Descriptor, "period=2", "period=200");
