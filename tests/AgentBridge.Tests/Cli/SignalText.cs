using System.Text;
using AgentBridge.Schema;

namespace AgentBridge.Tests.Cli;

/// <summary>Signals as the text of files.</summary>
internal static class SignalText
{
    public static TradingSignal Signal { get; } = Transport.Signals.ASignal();

    public static string Example { get; } = Of(Signal);

    public static string Of(TradingSignal signal) => Encoding.UTF8.GetString(SignalJson.ToCanonicalBytes(signal));
}
