using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class LinearRegressionContractTests() : IndicatorContractTests(LinearRegressionState.Descriptor, "period=3", "period=97");
