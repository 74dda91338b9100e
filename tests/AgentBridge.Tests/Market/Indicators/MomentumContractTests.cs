using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class MomentumContractTests() : IndicatorContractTests(MomentumState.Descriptor, "period=2", "period=200");
