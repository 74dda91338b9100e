using System.Collections.Immutable;
using System.Reflection;

namespace AgentBridge.Cli.Fuzzing;

/// <summary>The valid messages that mutations start from: schema/corpus/valid as it was when the program was built.</summary>
internal static class FuzzSeeds
{
    private const string Prefix = "corpus/valid/";

    /// <summary>The messages, in the order of their file names.</summary>
    public static ImmutableArray<byte[]> All { get; } = Load();

    private static ImmutableArray<byte[]> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => Read(assembly, name)),
        ];
    }

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
