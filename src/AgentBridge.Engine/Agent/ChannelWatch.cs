using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>
/// Whether the agent's channel can be published to, looked at while there is nothing to publish: an agent whose channel is gone must not
/// find that out with its next signal. Told once when it goes and once when it is back.
/// </summary>
internal sealed class ChannelWatch(Func<CancellationToken, Task>? check, AgentTeller teller)
{
    private bool _isLost;

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (check is null)
        {
            return;
        }

        try
        {
            await check(cancellationToken).ConfigureAwait(false);
        }
        catch (TransportException failure)
        {
            Lost(failure);
            return;
        }

        if (_isLost)
        {
            _isLost = false;
            teller.Tell(new ChannelBack());
        }
    }

    /// <summary>What a publication met counts as a look.</summary>
    public void Lost(TransportException failure)
    {
        if (!_isLost)
        {
            _isLost = true;
            teller.Tell(new ChannelLost(failure));
        }
    }
}
