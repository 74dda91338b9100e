using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class AtrContractTests() : IndicatorContractTests(AtrState.Descriptor, "period=2", "period=200");
