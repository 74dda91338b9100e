using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class ObvContractTests() : IndicatorContractTests(ObvState.Descriptor);
