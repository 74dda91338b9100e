using System.IO.Compression;
using System.Text.Json;
using System.Xml.Linq;
using AgentBridge.Tests.Architecture;
using AgentBridge.Tests.Cli;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Packages;

/// <summary>Two copies of the checkout in different folders, each packed once with nothing built before.</summary>
public sealed class PackedCheckouts : IAsyncLifetime, IDisposable
{
    internal const string Repository = "https://host.example/owner/agentbridge.git";
    internal const string Suffix = "packed";

    private readonly TempFolder _folder = new();

    internal JsonElement First { get; private set; }

    internal JsonElement Second { get; private set; }

    /// <summary>The folder of the first copy's packages.</summary>
    internal string Feed => _folder.PathOf("one/nupkg");

    public async Task InitializeAsync()
    {
        First = await PackAsync("one");
        Second = await PackAsync("two");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    /// <summary>Copies what a checkout has: no build, no data beside it.</summary>
    internal static void Copy(string folder)
    {
        // In a further work tree .git is a file, which would lead a copy to this checkout's commit.
        foreach (var file in SourceTree.Files(Support.Repository.Root).Where(f => SourceTree.Name(f) is not ".git"))
        {
            var target = Path.Combine(folder, SourceTree.Name(file));
            _ = Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    /// <summary>What a package says of itself.</summary>
    internal static XElement Metadata(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        using var nuspec = archive.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var document = XDocument.Load(nuspec);
        foreach (var element in document.Descendants())
        {
            element.Name = element.Name.LocalName;
        }

        return document.Root!.Element("metadata")!;
    }

    internal static byte[] Entry(string package, string name)
    {
        using var archive = ZipFile.OpenRead(package);
        using var entry = archive.GetEntry(name)?.Open() ?? throw new InvalidOperationException($"{Path.GetFileName(package)} has no {name}");
        using var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        return bytes.ToArray();
    }

    private async Task<JsonElement> PackAsync(string name)
    {
        Copy(_folder.PathOf(name));
        using var cli = new BridgeCli();
        cli.Environment["BRIDGE_ROOT"] = _folder.PathOf(name);
        cli.Environment["BRIDGE_DOTNET"] = BridgeProcess.Dotnet;
        cli.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH")!;
        var result = await cli.RunAsync("pack", "--wheels", "any", "--version-suffix", Suffix, "--repository", Repository, "--json");
        result.ExitCode.Should().Be(0, result.Error);
        return result.Json();
    }
}
