using AgentBridge.Market;

namespace AgentBridge.Tests.Market.Indicators;

public sealed class MacdContractTests() : IndicatorContractTests(MacdState.Descriptor, "skender_seeds=1", "fast=3;slow=7;signal=3");
