using System.Collections;
using Microsoft.Extensions.Logging;

namespace AgentBridge.Engine;

/// <summary>A logger whose entries show <c>***</c> for every secret: in the text, in the values and in the exception.</summary>
internal sealed class MaskedLogger(ILogger inner, SecretMask mask) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (!inner.IsEnabled(logLevel))
        {
            return;
        }

        var text = formatter(state, exception);
        var masked = mask.Apply(text);
        var values = state as IReadOnlyList<KeyValuePair<string, object?>>;
        var shown = exception is null ? null : mask.Apply(exception.ToString());
        if (Same(text, masked) && (exception is null || Same(shown!, exception.ToString())) && !(values?.Any(HoldsSecret) ?? false))
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
            return;
        }

        var entry = new MaskedEntry(masked, [.. (values ?? []).Select(value => KeyValuePair.Create(value.Key, HoldsSecret(value) ? mask.Apply(value.Value!.ToString()!) : value.Value))]);
        inner.Log(logLevel, eventId, entry, exception is null ? null : new MaskedException(shown!), static (state, _) => state.ToString());
    }

    private bool HoldsSecret(KeyValuePair<string, object?> value) => value.Value?.ToString() is { } text && !Same(text, mask.Apply(text));

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.Ordinal);

    private sealed class MaskedEntry(string text, IReadOnlyList<KeyValuePair<string, object?>> values) : IReadOnlyList<KeyValuePair<string, object?>>
    {
        public int Count => values.Count;

        public KeyValuePair<string, object?> this[int index] => values[index];

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => values.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => text;
    }

    /// <summary>Stands for an exception whose text holds a secret.</summary>
    private sealed class MaskedException(string text) : Exception(text)
    {
        public override string ToString() => Message;
    }
}
