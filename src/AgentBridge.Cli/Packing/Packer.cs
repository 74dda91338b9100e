using System.Text.Json;

namespace AgentBridge.Cli;

/// <summary>
/// Packs every package and wheel of a checkout. What is compiled for them lies apart from the usual build, so that the running program is not overwritten;
/// the folder named by the user changes only after everything is packed.
/// </summary>
internal sealed class Packer(string root, CliHost host)
{
    private const string Solution = "packages.slnf";
    private const string Packed = "Successfully created package '";

    private string Artifacts => Path.Combine(root, ".artifacts", "pack");

    private string Staging => Path.Combine(Artifacts, "packages");

    private string BaselineFolder => Path.Combine(root, "nupkg", "baseline");

    /// <summary>Packs.</summary>
    /// <param name="arguments">What, and where to.</param>
    /// <param name="onPacked">Receives each file's name, and which fraction of all files is done.</param>
    /// <param name="cancellationToken">Stops the build.</param>
    /// <exception cref="CliException">A tool is missing, the build failed, or the public surface breaks the baseline.</exception>
    public async Task<PackDocument> RunAsync(PackArguments arguments, Action<double, string> onPacked, CancellationToken cancellationToken)
    {
        var started = host.Clock.GetTimestamp();
        var date = await PackDate.EnvironmentAsync(root, host, cancellationToken);
        var wheelBuilder = new WheelBuilder(Installation.OfCheckout(root), host, date);
        foreach (var kind in arguments.Wheels)
        {
            _ = wheelBuilder.Require(kind);
        }

        using var alone = Claim();
        var projects = PackageProjects.Of(root);
        var total = projects.Count + arguments.Wheels.Count;
        var done = 0;
        void Report(string file) => onPacked(Math.Min(1, (double)++done / total), Path.GetFileName(file));

        await DotnetAsync(arguments, projects.Values, date, Report, cancellationToken);
        foreach (var kind in arguments.Wheels)
        {
            Report(await wheelBuilder.BuildAsync(kind, Staging, cancellationToken));
        }

        var packages = projects.Keys.Select(id => (Id: id, Files: Directory.GetFiles(Staging).Where(file => PackageFile.VersionOf(file, id) is not null).ToList())).ToList();
        var version = PackageFile.VersionOf(packages[0].Files[0], packages[0].Id)!;
        var repository = PackageFile.RepositoryOf(packages[0].Files.First(file => file.EndsWith(PackageFile.Packages, StringComparison.Ordinal)));
        if (arguments.IsBaseline)
        {
            TakeBaseline(version);
        }

        return new PackDocument(
            version,
            repository,
            [.. packages.Select(package => new PackageDocument(package.Id, Take(package.Files, PackageFile.Packages, arguments.Folder)!, Take(package.Files, PackageFile.Symbols, arguments.Folder)))],
            [.. Directory.GetFiles(Staging, "*.whl").Order(StringComparer.Ordinal).Select(file => Take([file], ".whl", arguments.Folder)!)],
            arguments.IsBaseline,
            Math.Round(host.Clock.GetElapsedTime(started).TotalSeconds, 3));
    }

    private FileStream Claim()
    {
        _ = Directory.CreateDirectory(Artifacts);
        try
        {
            return new FileStream(Path.Combine(Artifacts, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new CliException(ExitCodes.Unavailable, $"another `bridge pack` runs in this checkout, or {Artifacts} can't be written: {WriteFailure.Describe(exception)}", exception);
        }
    }

    private async Task DotnetAsync(PackArguments arguments, IEnumerable<string> projects, IReadOnlyDictionary<string, string> date, Action<string> report, CancellationToken cancellationToken)
    {
        if (Directory.Exists(Staging))
        {
            Directory.Delete(Staging, recursive: true);
        }

        _ = Directory.CreateDirectory(Staging);
        var filter = Path.Combine(Artifacts, Solution);
        await File.WriteAllTextAsync(filter, SolutionFilter(projects), cancellationToken);
        List<string> words =
        [
            "pack", filter, "-c", "Release", "-v", "minimal", "-tl:off", "-nologo", "--disable-build-servers", "-p:RunAnalyzers=false", $"-p:ArtifactsPath={Artifacts}", $"-p:PackageOutputPath={Staging}",
        ];
        words.AddRange(arguments.VersionSuffix is { } suffix ? [$"-p:VersionSuffix={suffix}"] : []);
        words.AddRange(arguments.Repository is { } url ? [$"-p:RepositoryUrl={url}"] : []);
        words.AddRange(Evidence());
        words.AddRange(arguments.IsBaseline ? ["-p:DisablePackageBaselineValidation=true"] : []);
        var lines = new List<string>();
        var code = await Tools.RunAsync(host.Dotnet, words, root, OnLine, cancellationToken, date);
        if (code != 0)
        {
            throw PackFailure.Of(lines, host);
        }

        void OnLine(string line)
        {
            lines.Add(line);
            var at = line.IndexOf(Packed, StringComparison.Ordinal);
            if (at >= 0 && line[(at + Packed.Length)..].Split('\'')[0] is var file && file.EndsWith(PackageFile.Packages, StringComparison.Ordinal))
            {
                report(file);
            }
        }
    }

    /// <summary>The tool's gate G1: which sources it is built from, and the test run that they passed.</summary>
    private IEnumerable<string> Evidence()
    {
        yield return $"-p:SourceHash={SourceTree.Hash(root)}";
        if (TestEvidence.FindHolding(root) is { } passed)
        {
            yield return $"-p:TestEvidence={TestEvidence.PathOf(root, passed.Scope)}";
        }
        else
        {
            host.Error.WriteLine("bridge: no test run of these sources has passed, so gate G1 of the packed tool stays open; run ./bridge test before");
        }
    }

    /// <summary>The projects to pack, as dotnet reads them; it restores them together and builds each once.</summary>
    private string SolutionFilter(IEnumerable<string> projects)
    {
        var names = string.Join(", ", projects.Select(project => $"\"{JsonEncodedText.Encode(project.Replace('/', '\\'))}\""));
        var solution = JsonEncodedText.Encode(Path.Combine(root, "Bridge.sln"));
        return $$"""{ "solution": { "path": "{{solution}}", "projects": [{{names}}] } }""";
    }

    private void TakeBaseline(string version)
    {
        if (Directory.Exists(BaselineFolder))
        {
            Directory.Delete(BaselineFolder, recursive: true);
        }

        _ = Directory.CreateDirectory(BaselineFolder);
        foreach (var file in Directory.GetFiles(Staging, "*" + PackageFile.Packages))
        {
            File.Copy(file, Path.Combine(BaselineFolder, Path.GetFileName(file)));
        }

        // Last: without it there is no baseline.
        File.WriteAllText(Path.Combine(BaselineFolder, "version"), version);
    }

    private static PackedFileDocument? Take(IEnumerable<string> files, string kind, string folder)
    {
        if (files.FirstOrDefault(file => file.EndsWith(kind, StringComparison.Ordinal)) is not { } packed)
        {
            return null;
        }

        var path = Path.Combine(folder, Path.GetFileName(packed));
        File.Copy(packed, path, overwrite: true);
        return new PackedFileDocument(path, new FileInfo(path).Length, PackageFile.Sha256(path));
    }
}
