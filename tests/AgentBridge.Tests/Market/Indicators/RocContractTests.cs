using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class RocContractTests() : IndicatorContractTests(RocState.Descriptor, "period=2", "period=200");
