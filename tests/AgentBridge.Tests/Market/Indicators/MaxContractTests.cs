using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class MaxContractTests() : IndicatorContractTests(MaxState.Descriptor, "period=2", "period=200");
