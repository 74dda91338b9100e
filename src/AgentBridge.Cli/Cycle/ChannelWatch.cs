using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>
/// Whether the agent's channel can be published to, looked at while there is nothing to publish: an agent whose channel is gone must not
/// find that out with its next signal. Said once when it goes and once when it is back.
/// </summary>
internal sealed class ChannelWatch(OpenChannel channel, LoopVoice voice)
{
    private bool _isLost;

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await channel.CheckAsync(cancellationToken);
        }
        catch (TransportException failure)
        {
            Lost(failure);
            return;
        }

        if (_isLost)
        {
            _isLost = false;
            voice.Say("the channel is back, working again");
        }
    }

    /// <summary>What a publication met counts as a look.</summary>
    public void Lost(TransportException failure)
    {
        if (!_isLost)
        {
            _isLost = true;
            voice.Say($"the channel can't be used: {failure.Message}; trying on");
        }
    }
}
