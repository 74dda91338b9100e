using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Native;

/// <summary>Exceptions of the libraries as the statuses that cross.</summary>
internal static class NativeFailure
{
    public static NativeException Of(Exception failure) => failure switch
    {
        NativeException native => native,
        ConfigException or OptionsException or StrategyException => new(NativeStatus.BadOptions, failure.Message, failure),
        CandleSourceException => new(NativeStatus.BadCandles, failure.Message, failure),
        JournalException or TransportException => new(NativeStatus.Unavailable, failure.Message, failure),
        ArgumentException => new(NativeStatus.BadArgument, PlainMessage.Of(failure), failure),
        _ => new(NativeStatus.Failed, $"{failure.GetType().FullName}: {PlainMessage.Of(failure)}", failure),
    };
}
