using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class CciContractTests() : IndicatorContractTests(CciState.Descriptor, "period=3", "period=200");
