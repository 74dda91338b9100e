using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class SupertrendContractTests() : IndicatorContractTests(SupertrendState.Descriptor, "period=3;multiplier=0.5");
