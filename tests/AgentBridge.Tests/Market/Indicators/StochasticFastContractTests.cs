using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class StochasticFastContractTests() : IndicatorContractTests(StochasticFastState.Descriptor, "period=5;smooth_d=4");
