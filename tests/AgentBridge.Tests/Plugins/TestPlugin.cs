namespace AgentBridge.Tests.Plugins;

/// <summary>The strategy assembly that is built with these tests and loaded by path.</summary>
internal static class TestPlugin
{
    private const string FileName = "AgentBridge.TestPlugin.dll";

    /// <summary>In the output folder next to that of the tests, in the same configuration.</summary>
    public static string Path { get; } = Find();

    /// <summary>A copy of all its files.</summary>
    public static string CopyTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(System.IO.Path.GetDirectoryName(Path)!))
        {
            File.Copy(file, System.IO.Path.Combine(folder, System.IO.Path.GetFileName(file)));
        }

        return System.IO.Path.Combine(folder, FileName);
    }

    private static string Find()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        return System.IO.Path.Combine(output.Parent!.Parent!.FullName, "AgentBridge.TestPlugin", output.Name, FileName);
    }
}
