using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class BollingerContractTests() : IndicatorContractTests(BollingerState.Descriptor, "period=5;deviations=1.5");
