using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class RealizedVolatilityContractTests() : IndicatorContractTests(RealizedVolatilityState.Descriptor, "period=2", "period=97");
