using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class DonchianContractTests() : IndicatorContractTests(DonchianState.Descriptor, "period=3", "period=200");
