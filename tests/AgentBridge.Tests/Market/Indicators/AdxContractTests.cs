using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class AdxContractTests() : IndicatorContractTests(AdxState.Descriptor, "period=2", "skender_seeds=1");
