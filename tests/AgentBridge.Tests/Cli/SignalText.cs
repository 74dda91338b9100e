using System.Text;
using AgentBridge.Schema;

namespace AgentBridge.Tests.Cli;

/// <summary>Signals as files hold them.</summary>
internal static class SignalText
{
    public static TradingSignal Signal { get; } = Transport.Signals.ASignal();

    public static string Example { get; } = Of(Signal);

    public static string Of(TradingSignal signal) => Encoding.UTF8.GetString(SignalJson.ToCanonicalBytes(signal));
}
