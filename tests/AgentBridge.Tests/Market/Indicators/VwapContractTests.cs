using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class VwapContractTests() : IndicatorContractTests(VwapState.Descriptor);
