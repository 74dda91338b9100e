using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class MfiContractTests() : IndicatorContractTests(MfiState.Descriptor, "period=3", "period=200");
