using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class NatrContractTests() : IndicatorContractTests(NatrState.Descriptor, "period=2");
