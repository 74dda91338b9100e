using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class StochasticContractTests() : IndicatorContractTests(StochasticState.Descriptor, "period=5;smooth_k=1;smooth_d=4", "period=200");
