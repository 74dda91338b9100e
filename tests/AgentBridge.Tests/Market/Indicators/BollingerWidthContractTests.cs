using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class BollingerWidthContractTests() : IndicatorContractTests(BollingerWidthState.Descriptor, "period=5;deviations=1.5");
