using System.Diagnostics.Metrics;
using AgentBridge.Schema;
using Microsoft.Extensions.Logging;

namespace AgentBridge.Redis;

/// <summary>
/// What a channel logs and measures. A failure is logged as a warning once, until a call succeeds again: a check every few seconds must
/// not fill a disk while the server is down.
/// </summary>
internal sealed class RedisWitness(ILogger logger, IMeterFactory? meters)
{
    private readonly RedisMetrics _metrics = RedisMetrics.Of(meters);
    private volatile bool _isFailing;

    public void Connected(RedisOptions server)
    {
        _metrics.Connected();
        logger.Connected(server.Place, server.ListName);
    }

    public void Moved(RedisOptions server) => logger.ListMoved(server.Place);

    public void Succeeded(SignalScript script, long started, RedisOptions server)
    {
        _metrics.Called(script, started, errorType: null);
        if (_isFailing)
        {
            _isFailing = false;
            logger.Recovered(server.Place);
        }
    }

    public void Failed(SignalScript script, long started, Exception cause, TransportException failure)
    {
        _metrics.Called(script, started, RedisFailure.TypeOf(cause));
        if (_isFailing)
        {
            logger.CallFailedAgain(script.Operation, failure.Message);
        }
        else
        {
            _isFailing = true;
            logger.CallFailed(script.Operation, failure.Message);
        }
    }
}
