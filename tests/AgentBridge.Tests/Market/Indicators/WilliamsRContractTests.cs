using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class WilliamsRContractTests() : IndicatorContractTests(WilliamsRState.Descriptor, "period=2", "period=200");
