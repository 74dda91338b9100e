using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AgentBridge.Tests.Extensions;

/// <summary>An entry as a log provider gets it.</summary>
internal sealed record LogEntry(string Category, LogLevel Level, EventId Event, string Text, IReadOnlyDictionary<string, object?> Values, string? Failure);

/// <summary>A log provider that keeps every entry.</summary>
internal sealed class TestLog : ILoggerProvider
{
    public ConcurrentQueue<LogEntry> Entries { get; } = [];

    /// <summary>Everything that any provider could print.</summary>
    public string Everything => string.Join('\n', Entries.Select(e => $"{e.Level} {e.Category} {e.Text} {string.Join(' ', e.Values.Select(v => $"{v.Key}={v.Value}"))} {e.Failure}"));

    public ILogger CreateLogger(string categoryName) => new Kept(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Kept(TestLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = (state as IReadOnlyList<KeyValuePair<string, object?>> ?? []).ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal);
            log.Entries.Enqueue(new(category, logLevel, eventId, formatter(state, exception), values, exception?.ToString()));
        }
    }
}
