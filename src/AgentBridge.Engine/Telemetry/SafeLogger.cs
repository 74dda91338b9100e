using Microsoft.Extensions.Logging;

namespace AgentBridge.Telemetry;

/// <summary>A logger whose failure loses an entry and nothing else: a full disk of a log must not stop a publication.</summary>
internal sealed class SafeLogger : ILogger
{
    private readonly ILogger _inner;

    private SafeLogger(ILogger inner) => _inner = inner;

    /// <summary>A logger that does not throw.</summary>
    /// <param name="logger">Any logger.</param>
    public static ILogger Of(ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(logger);
        return logger as SafeLogger ?? new SafeLogger(logger);
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        try
        {
            return _inner.BeginScope(state);
        }
        catch (Exception)
        {
            return null;
        }
    }

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return _inner.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            return false;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            _inner.Log(logLevel, eventId, state, exception, formatter);
        }
        catch
        {
            // Providers report their own failures; there is no second place to log to.
        }
    }
}
