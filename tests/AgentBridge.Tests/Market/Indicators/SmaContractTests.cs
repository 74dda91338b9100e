using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class SmaContractTests() : IndicatorContractTests(SmaState.Descriptor, "period=2", "period=200");
