using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>
/// Checks, while there is nothing to publish, whether the agent's channel accepts publications: an agent with a lost channel must not
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

    /// <summary>The outcome of a publication counts as a check.</summary>
    public void Lost(TransportException failure)
    {
        if (!_isLost)
        {
            _isLost = true;
            teller.Tell(new ChannelLost(failure));
        }
    }
}
