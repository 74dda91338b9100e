using System.Text;

namespace AgentBridge.Cli.Fuzzing;

/// <summary>Cutting and joining for mutations.</summary>
internal static class Bytes
{
    /// <summary>The message with a range replaced.</summary>
    public static byte[] Replace(byte[] message, int start, int length, ReadOnlySpan<byte> with) =>
        [.. message.AsSpan(0, start), .. with, .. message.AsSpan(start + length)];

    /// <summary>The message with a piece replaced by a text.</summary>
    public static byte[] Replace(byte[] message, JsonPiece piece, string with) =>
        Replace(message, piece.Start, piece.Length, Encoding.UTF8.GetBytes(with));

    /// <summary>The message with two pieces in each other's place; pieces must not overlap.</summary>
    public static byte[] Swap(byte[] message, JsonPiece one, JsonPiece other)
    {
        var (a, b) = one.Start <= other.Start ? (one, other) : (other, one);
        return a.End > b.Start
            ? message
            : [.. message.AsSpan(0, a.Start), .. message.AsSpan(b.Start, b.Length), .. message.AsSpan(a.End, b.Start - a.End), .. message.AsSpan(a.Start, a.Length), .. message.AsSpan(b.End)];
    }

    /// <summary>The bytes of a piece as ASCII text.</summary>
    public static string Ascii(byte[] message, JsonPiece piece) => Encoding.Latin1.GetString(message, piece.Start, piece.Length);

    /// <summary>A random piece of a kind, if there is one.</summary>
    public static JsonPiece? Any(byte[] message, JsonPieceKind kind, FuzzRandom random)
    {
        var pieces = JsonPieces.Split(message).FindAll(piece => piece.Kind == kind);
        return pieces.Count == 0 ? null : random.Pick(pieces);
    }
}
