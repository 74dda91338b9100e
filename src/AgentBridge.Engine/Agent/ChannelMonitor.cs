using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>
/// Checks, while there is nothing to publish, whether the agent's channel accepts publications: an agent with a lost channel must not
/// find that out with its next signal. Each change is reported once.
/// </summary>
internal sealed class ChannelMonitor(Func<CancellationToken, Task>? check, AgentEventReporter reporter)
{
    private bool _isLost;

    public async Task CheckAsync(CancellationToken cancellationToken)
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
            ReportLost(failure);
            return;
        }

        if (_isLost)
        {
            _isLost = false;
            reporter.Report(new ChannelBack());
        }
    }

    /// <summary>The outcome of a publication counts as a check.</summary>
    public void ReportLost(TransportException failure)
    {
        if (!_isLost)
        {
            _isLost = true;
            reporter.Report(new ChannelLost(failure));
        }
    }
}
