namespace AgentBridge.Engine;

/// <summary>Helpers for readers of an <see cref="IJournalFile"/>.</summary>
internal static class JournalFileExtensions
{
    /// <summary>All bytes from an offset to the end as it is now.</summary>
    public static byte[] ReadFrom(this IJournalFile file, long offset)
    {
        var bytes = new byte[Math.Max(0, file.Length - offset)];
        var count = file.Read(bytes, offset);
        return count == bytes.Length ? bytes : bytes[..count];
    }
}
