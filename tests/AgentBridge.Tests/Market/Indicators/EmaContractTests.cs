using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class EmaContractTests() : IndicatorContractTests(EmaState.Descriptor, "period=2", "period=200");
