namespace AgentBridge.Engine;

/// <summary>A file under its lock; each append is announced in the lock file.</summary>
internal sealed class AppendSession(IJournalFile lockFile, LineFile lines) : IDisposable
{
    /// <summary>The file.</summary>
    public LineFile Lines => lines;

    /// <summary>The append that was under way when its process ended, if the file ends in the middle of it.</summary>
    public bool IsCutAppend(ReadOnlySpan<byte> tail, long tailOffset) => PendingAppend.Read(lockFile).IsCut(tail, tailOffset);

    /// <summary>Records the next append in the lock file, so that a truncated number can be distinguished from a complete one.</summary>
    public void Announce(ReadOnlySpan<byte> appended) => PendingAppend.Write(lockFile, lines.Length, appended);

    public void Dispose()
    {
        lines.Dispose();
        lockFile.Dispose();
    }
}
