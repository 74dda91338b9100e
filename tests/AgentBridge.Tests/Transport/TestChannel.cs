using AgentBridge.Schema;

namespace AgentBridge.Tests.Transport;

/// <summary>A channel under test, and what foreign programs may do to it.</summary>
internal abstract class TestChannel : IAsyncDisposable
{
    public TransportClock Clock { get; } = new();

    public abstract ISignalPublisher Publisher { get; }

    public abstract ISignalSource Source { get; }

    /// <summary>A further pair on the same list or folder, as another process would have.</summary>
    public abstract ISignalPublisher AnotherPublisher();

    /// <summary>Pushes bytes as another program might; no newline in them.</summary>
    public abstract Task PushRawAsync(IReadOnlyList<byte[]> messages);

    /// <summary>Every message that is kept, latest pushed first.</summary>
    public abstract Task<IReadOnlyList<byte[]>> KeptAsync();

    public abstract ValueTask DisposeAsync();
}
