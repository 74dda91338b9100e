using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class ZScoreContractTests() : IndicatorContractTests(ZScoreState.Descriptor, "period=3", "period=97");
