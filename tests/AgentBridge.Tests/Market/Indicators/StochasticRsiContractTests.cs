using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class StochasticRsiContractTests() : IndicatorContractTests(StochasticRsiState.Descriptor, "rsi_period=3;period=5;smooth_d=4");
