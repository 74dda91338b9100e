using System.Collections.Concurrent;

namespace AgentBridge.Native.Exports;

/// <summary>Open agents by handle: a wrong number is not found, whereas a wrong pointer would end the process.</summary>
internal static class Agents
{
    private static readonly ConcurrentDictionary<long, SignalAgent> Open = new();
    private static long _last;

    public static long Add(SignalAgent agent)
    {
        var handle = Interlocked.Increment(ref _last);
        Open[handle] = agent;
        return handle;
    }

    public static SignalAgent Of(long handle) =>
        Open.TryGetValue(handle, out var agent) ? agent : throw new NativeException(NativeStatus.Closed, FormattableString.Invariant($"there is no open agent {handle}"));

    public static void Remove(long handle) => Open.TryRemove(handle, out _);
}
