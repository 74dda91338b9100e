using System.Text.Json;

namespace AgentBridge.Schema;

/// <summary>
/// Looks for syntax violations in a message that is refused anyway. If there are several, broken JSON is
/// reported before a duplicate field, that before a number overflow, and that before half a surrogate pair, wherever they occur:
/// a parser that builds a tree (Python's) can only answer in this order. A name with half of a surrogate pair equals no
/// other, so two of them are not a duplicate field.
/// </summary>
internal static class SyntaxScan
{
    public const string DuplicateMessage = "a field may occur only once in an object";

    public static readonly SignalViolation LoneSurrogate = new(ViolationCode.LoneSurrogate, "", "a string holds half of a surrogate pair");

    public static SignalViolation? Find(ReadOnlySpan<byte> utf8)
    {
        var found = new Findings();
        var reader = new Utf8JsonReader(utf8, SignalReader.Options);
        try
        {
            while (reader.Read())
            {
                found.Look(ref reader);
            }
        }
        catch (JsonException exception)
        {
            return Broken(exception);
        }

        return found.First;
    }

    /// <summary>The violation of a message that is not JSON.</summary>
    public static SignalViolation Broken(JsonException exception) => new(
        ViolationCode.InvalidJson,
        "",
        $"line {(exception.LineNumber ?? 0) + 1}, byte {(exception.BytePositionInLine ?? 0) + 1}: {FirstSentence(exception.Message)}");

    private static string FirstSentence(string message)
    {
        // The reader appends its own form of the position; ours comes first.
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    private sealed class Findings
    {
        private readonly Stack<HashSet<string>> _open = new();
        private SignalViolation? _duplicate;
        private SignalViolation? _overflow;
        private SignalViolation? _surrogate;

        public SignalViolation? First => _duplicate ?? _overflow ?? _surrogate;

        public void Look(ref Utf8JsonReader reader)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    _open.Push(new HashSet<string>(StringComparer.Ordinal));
                    break;
                case JsonTokenType.EndObject:
                    _ = _open.Pop();
                    break;
                case JsonTokenType.PropertyName when Text(ref reader) is { } name && !_open.Peek().Add(name):
                    _duplicate ??= new(ViolationCode.DuplicateField, SignalFields.PathOf("", name), DuplicateMessage);
                    break;
                case JsonTokenType.String:
                    _ = Text(ref reader);
                    break;
                case JsonTokenType.Number when !double.IsFinite(WireNumber.Read(reader.ValueSpan)):
                    _overflow ??= new(ViolationCode.NumberOverflow, "", "a number is beyond the range of a double");
                    break;
                default:
                    break;
            }
        }

        private string? Text(ref Utf8JsonReader reader)
        {
            try
            {
                return reader.GetString();
            }
            catch (InvalidOperationException)
            {
                _surrogate = LoneSurrogate;
                return null;
            }
        }
    }
}
