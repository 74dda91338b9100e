using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>Whether the channel can be used: one check for all loops, at most every few seconds.</summary>
/// <param name="channel">Where signals are published; its owner closes it.</param>
/// <param name="clock">Its monotonic side measures.</param>
/// <threadsafety>Any number of threads.</threadsafety>
internal sealed class ChannelState(OpenChannel channel, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _at;
    private bool _isKnown;
    private TransportException? _failure;

    /// <summary>Its description for people; never contains a secret.</summary>
    public string Description => channel.Description;

    /// <summary>Why it could not be used at the last check; <see langword="null"/> if it could.</summary>
    public string? Problem => !_isKnown ? "not checked yet" : _failure?.Message;

    /// <summary>Checks it, unless that was done a moment ago.</summary>
    /// <exception cref="TransportException">It can't be used.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!_isKnown || clock.GetElapsedTime(_at) >= KeptFor)
            {
                _failure = await TryAsync(cancellationToken);
                (_isKnown, _at) = (true, clock.GetTimestamp());
            }

            if (_failure is { } failure)
            {
                // Thrown by many loops: each gets an exception of its own.
                throw new TransportException(failure.Message, failure);
            }
        }
        finally
        {
            _ = _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<TransportException?> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await channel.CheckAsync(cancellationToken);
            return null;
        }
        catch (TransportException failure)
        {
            return failure;
        }
    }
}
