namespace AgentBridge.Tests.Engine;

/// <summary>A folder for one test, removed after it.</summary>
internal sealed class JournalFolder : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("agentbridge-journal-");

    /// <summary>The folder; not created, so that the journal creates it.</summary>
    public string Path => System.IO.Path.Combine(_root.FullName, "decision_logs");

    public string Root => _root.FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Read(string name) => System.IO.File.ReadAllText(File(name));

    public void Write(string name, ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(Path);
        System.IO.File.WriteAllBytes(File(name), bytes);
    }

    public void Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public void Dispose() => _root.Delete(recursive: true);
}
