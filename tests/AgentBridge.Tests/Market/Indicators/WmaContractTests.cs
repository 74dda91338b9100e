using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class WmaContractTests() : IndicatorContractTests(WmaState.Descriptor, "period=3", "period=97");
