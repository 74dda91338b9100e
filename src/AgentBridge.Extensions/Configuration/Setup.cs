using AgentBridge.Engine;
using AgentBridge.Exchanges;
using AgentBridge.Signals;

namespace AgentBridge.Extensions;

/// <summary>What the configuration comes to, checked as a whole.</summary>
/// <param name="Settings">Those of the configuration, defaults filled in.</param>
/// <param name="Exchange">How the exchange is asked.</param>
/// <param name="Strategy">The strategy of MODEL_NAME with its parameters.</param>
internal sealed record Setup(BridgeConfig Settings, BinanceOptions Exchange, Strategy Strategy);
