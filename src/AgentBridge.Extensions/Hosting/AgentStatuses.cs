using AgentBridge.Engine;

namespace AgentBridge.Extensions;

/// <summary>The agents of the host and their condition.</summary>
/// <threadsafety>Any number of threads may ask.</threadsafety>
public sealed class AgentStatuses
{
    private IReadOnlyList<AgentLoop> _loops = [];

    /// <summary>One status per pair, as of now; none before the host has started them.</summary>
    public IReadOnlyList<AgentStatus> All => [.. Volatile.Read(ref _loops).Select(loop => loop.Status)];

    internal void Set(IReadOnlyList<AgentLoop> loops) => Volatile.Write(ref _loops, loops);
}
