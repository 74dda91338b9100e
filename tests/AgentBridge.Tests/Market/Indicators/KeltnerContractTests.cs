using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class KeltnerContractTests() : IndicatorContractTests(KeltnerState.Descriptor, "period=3;multiplier=0.5;atr_period=5");
