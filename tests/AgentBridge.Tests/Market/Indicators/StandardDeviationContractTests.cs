using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class StandardDeviationContractTests() : IndicatorContractTests(StandardDeviationState.Descriptor, "period=2", "period=97");
