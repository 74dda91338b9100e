using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class VwapRollingContractTests() : IndicatorContractTests(VwapRollingState.Descriptor, "period=3", "period=200");
