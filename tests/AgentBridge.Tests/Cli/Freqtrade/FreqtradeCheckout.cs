using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>A checkout with the sources of this one, an installed Freqtrade, and tests that have passed.</summary>
internal static class FreqtradeCheckout
{
    /// <summary>The folder of a release's environment, as <c>bridge test</c> names it; <see langword="null"/> where there is none.</summary>
    public static string? Environment(string version) =>
        System.Environment.GetEnvironmentVariable(Variable(version)) is { Length: > 0 } python ? Path.GetDirectoryName(Path.GetDirectoryName(python)) : null;

    public static string Variable(string version) => "BRIDGE_FREQTRADE_" + version.Replace('.', '_');

    /// <summary>Makes it the checkout of a command line. Nothing is written to the real one.</summary>
    public static void Use(BridgeCli cli, string version)
    {
        var root = Directory.CreateDirectory(cli.PathOf("root")).FullName;
        foreach (var shared in new[] { "envs", "strategy-bridge", "vendor" })
        {
            Directory.CreateSymbolicLink(Path.Combine(root, shared), Repository.PathOf(shared));
        }

        var environments = Directory.CreateDirectory(Path.Combine(root, ".artifacts", "freqtrade")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(environments, version), Environment(version)!);
        cli.PassG1();
    }

    /// <summary>An empty PATH.</summary>
    public static string PathWithoutRedis(BridgeCli cli) => Directory.CreateDirectory(cli.PathOf("tools")).FullName;
}
