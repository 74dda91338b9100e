using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class HeikinAshiContractTests() : IndicatorContractTests(HeikinAshiState.Descriptor);
