using AgentBridge.Engine;

namespace AgentBridge.CrashChild;

/// <summary>A hook for the steps of a <see cref="HookedDisk"/>.</summary>
public interface IDiskHook
{
    /// <summary>Called once at each step; if it returns true, <see cref="Fire"/> is called next.</summary>
    /// <param name="operation">open, lock, read, write, cut, flush …, with <c>:after</c> once it is done.</param>
    /// <param name="path">The file.</param>
    /// <param name="written">For a write: the number of bytes that reach the file first.</param>
    bool Wants(string operation, string path, int written);

    /// <summary>Kills the process or throws.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="path">The file.</param>
    void Fire(string operation, string path);
}

/// <summary>The real disk with a hook before, within and after every step.</summary>
public sealed class HookedDisk(IDiskHook hook) : IJournalDisk
{
    private static PhysicalDisk Real => PhysicalDisk.Instance;

    public void CreateFolder(string folder) => Around("folder", folder, () =>
    {
        Real.CreateFolder(folder);
        return true;
    });

    public IJournalFile Open(string path) => Around("open", path, () => new HookedFile(this, path, Real.Open(path)));

    public IJournalFile? OpenRead(string path) => Real.OpenRead(path);

    public IJournalFile? TryLock(string path) =>
        Around<IJournalFile?>("lock", path, () => Real.TryLock(path) is { } file ? new HookedFile(this, path, file) : null);

    public IReadOnlyList<string> List(string folder, string pattern) => Around("list", folder, () => Real.List(folder, pattern));

    public void FlushFolder(string folder) => Around("folder:flush", folder, () =>
    {
        Real.FlushFolder(folder);
        return true;
    });

    public void Replace(string path, string temporaryPath, Action<Stream> write) => Around("replace", path, () =>
    {
        AgentBridge.Market.WholeFile.Write(path, temporaryPath, write, step => At("replace:" + step, path, 0));
        return true;
    });

    public void Delete(string path) => Around("delete", path, () =>
    {
        Real.Delete(path);
        return true;
    });

    private T Around<T>(string step, string path, Func<T> action)
    {
        At(step, path, 0);
        var result = action();
        At(step + ":after", path, 0);
        return result;
    }

    private void At(string step, string path, int written)
    {
        if (hook.Wants(step, path, written))
        {
            hook.Fire(step, path);
        }
    }

    private sealed class HookedFile(HookedDisk disk, string path, IJournalFile inner) : IJournalFile
    {
        public long Length => inner.Length;

        public int Read(Span<byte> buffer, long offset) => inner.Read(buffer, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            disk.At("write", path, 0);
            foreach (var part in new[] { 1, bytes.Length / 4, bytes.Length / 2, bytes.Length - 2, bytes.Length - 1 })
            {
                if (part > 0 && part < bytes.Length && disk.Hook.Wants("write:part", path, part))
                {
                    inner.Write(bytes[..part], offset);
                    disk.Hook.Fire("write:part", path);
                }
            }

            inner.Write(bytes, offset);
            disk.At("write:after", path, bytes.Length);
        }

        public void SetLength(long length) => disk.Around("cut", path, () =>
        {
            inner.SetLength(length);
            return true;
        });

        public void Flush() => disk.Around("flush", path, () =>
        {
            inner.Flush();
            return true;
        });

        public void Dispose()
        {
            disk.At("close", path, 0);
            inner.Dispose();
        }
    }

    private IDiskHook Hook => hook;
}
