using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class RsiContractTests() : IndicatorContractTests(RsiState.Descriptor, "period=3");
