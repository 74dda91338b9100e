using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class BollingerPercentBContractTests() : IndicatorContractTests(BollingerPercentBState.Descriptor, "period=5;deviations=1.5");
