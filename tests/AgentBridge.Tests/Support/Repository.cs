namespace AgentBridge.Tests.Support;

/// <summary>The folder of the checkout, found by walking up from the test assembly to Bridge.sln.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Bridge.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("Bridge.sln was not found above " + AppContext.BaseDirectory);
    }
}
