using AgentBridge.Schema;

namespace AgentBridge.Tests.Transport;

/// <summary>A channel under test, and operations of foreign programs on it.</summary>
internal abstract class TestChannel : IAsyncDisposable
{
    public TransportClock Clock { get; } = new();

    public abstract ISignalPublisher Publisher { get; }

    public abstract ISignalSource Source { get; }

    /// <summary>Another publisher and source on the same list or folder, as in another process.</summary>
    public abstract ISignalPublisher AnotherPublisher();

    /// <summary>Pushes bytes as another program might, without a newline.</summary>
    public abstract Task PushRawAsync(IReadOnlyList<byte[]> messages);

    /// <summary>All kept messages, latest pushed first.</summary>
    public abstract Task<IReadOnlyList<byte[]>> KeptAsync();

    public abstract ValueTask DisposeAsync();
}
