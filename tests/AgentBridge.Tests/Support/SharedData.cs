namespace AgentBridge.Tests.Support;

/// <summary>Reference data beside the checkout (../shared/data). A test that needs a file skips, by name, where it is not there.</summary>
internal static class SharedData
{
    public static string Require(params string[] parts)
    {
        var path = Path.GetFullPath(Path.Combine([Repository.Root, "..", "shared", "data", .. parts]));
        Skip.IfNot(File.Exists(path), $"needs ../shared/data/{string.Join('/', parts)}");
        return path;
    }
}
