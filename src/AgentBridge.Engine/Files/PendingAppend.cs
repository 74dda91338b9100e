using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace AgentBridge.Engine;

/// <summary>
/// The append that a process is about to make, recorded in the lock file as <c>offset length\n</c> and the bytes. A row that a crash cut in its
/// last number still reads as a row (1.25 becomes 1.2): only this record distinguishes it from a complete row without newline. A record that is
/// missing (another program's lock) or older decides nothing.
/// </summary>
internal readonly record struct PendingAppend(long Offset, ReadOnlyMemory<byte> Bytes)
{
    public static void Write(IJournalFile lockFile, long offset, ReadOnlySpan<byte> bytes)
    {
        byte[] note = [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{offset} {bytes.Length}\n")), .. bytes];
        lockFile.Write(note, 0);
        if (lockFile.Length > note.Length)
        {
            lockFile.SetLength(note.Length);
        }
    }

    public static PendingAppend Read(IJournalFile lockFile)
    {
        var note = lockFile.ReadFrom(0);
        var lineEnd = note.AsSpan().IndexOf((byte)'\n');
        return lineEnd > 0
            && Utf8Parser.TryParse(note, out long offset, out var used)
            && used < lineEnd
            && note[used] == (byte)' '
            && Utf8Parser.TryParse(note.AsSpan(used + 1), out int length, out _)
            && length == note.Length - lineEnd - 1
            ? new PendingAppend(offset, note.AsMemory(lineEnd + 1))
            : default;
    }

    /// <summary>
    /// Whether the file, whose last bytes are <paramref name="tail"/>, ends in the middle of this append. If only the final newline is
    /// missing the append is whole.
    /// </summary>
    public bool IsCut(ReadOnlySpan<byte> tail, long tailOffset)
    {
        var skip = Offset - tailOffset;
        return skip >= 0 && skip < tail.Length && tail.Length - skip < Bytes.Length - 1 && Bytes.Span.StartsWith(tail[(int)skip..]);
    }
}
