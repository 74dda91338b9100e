namespace AgentBridge.Engine;

/// <summary>A file held under its lock, in whose file each append is announced.</summary>
internal sealed class AppendVisit(IJournalFile lockFile, LineFile lines) : IDisposable
{
    /// <summary>The file.</summary>
    public LineFile Lines => lines;

    /// <summary>The append that was under way when its process ended, if the file ends in the middle of it.</summary>
    public bool IsCutAppend(ReadOnlySpan<byte> tail, long tailOffset) => PendingAppend.Read(lockFile).IsCut(tail, tailOffset);

    /// <summary>Says in the lock's file what the next append writes, so that a cut number can be told from a whole one.</summary>
    public void Announce(ReadOnlySpan<byte> appended) => PendingAppend.Write(lockFile, lines.Length, appended);

    public void Dispose()
    {
        lines.Dispose();
        lockFile.Dispose();
    }
}
