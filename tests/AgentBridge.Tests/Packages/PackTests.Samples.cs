using System.Diagnostics;
using System.Text;
using AgentBridge.Tests.Architecture;
using AgentBridge.Tests.Cli;
using AgentBridge.Tests.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Packages;

/// <summary>The samples of the READMEs, each in a project that references its package and nothing else.</summary>
public sealed partial class PackTests
{
    private const string Fence = "```csharp\n";
    private static readonly string[] TypeStarts = ["public ", "internal ", "sealed ", "["];

    [Fact]
    public async Task Samples_OfEveryReadme_CompileAgainstTheirPackageAlone()
    {
        using var folder = new TempFolder();
        var version = packed.First.GetProperty("version").GetString();
        var projects = Shipped.Names.Append("AgentBridge").Where(id => Blocks(id).Count > 0).ToList();
        foreach (var id in projects)
        {
            _ = Directory.CreateDirectory(folder.PathOf(id));
            _ = folder.Write($"{id}/Sample.{id}.csproj", $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TargetFramework>net10.0</TargetFramework>
                    <OutputType>Exe</OutputType>
                    <Nullable>enable</Nullable>
                    <ImplicitUsings>enable</ImplicitUsings>
                    <UseAppHost>false</UseAppHost>
                  </PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="{id}" Version="{version}" />
                    {(id is "AgentBridge.Extensions" ? "<FrameworkReference Include=\"Microsoft.AspNetCore.App\" />" : "")}
                  </ItemGroup>
                </Project>
                """);
            _ = folder.Write($"{id}/Program.cs", Program(id));
        }

        // What others have written comes from the machine's packages: no network is needed, and nothing of ours is left there.
        var machine = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        _ = folder.Write("nuget.config", $"""
            <configuration>
              <packageSources><clear /><add key="packed" value="{packed.Feed}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="machine" value="{machine}" /></fallbackPackageFolders>
            </configuration>
            """);
        var listed = string.Concat(projects.Select(id => $"""<Project Path="{id}/Sample.{id}.csproj" />"""));
        _ = folder.Write("samples.slnx", $"<Solution>{listed}</Solution>");
        var info = new ProcessStartInfo(BridgeProcess.Dotnet, ["build", "samples.slnx", "-v", "quiet", "-tl:off", "-nologo", "--disable-build-servers"])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.Root,
        };
        info.Environment["NUGET_PACKAGES"] = folder.PathOf("packages");
        var built = await BridgeProcess.RunAsync(info, TimeSpan.FromMinutes(30));

        built.ExitCode.Should().Be(0, built.Out + built.Error);
        projects.Should().HaveCountGreaterThan(10);
    }

    /// <summary>The usings of all blocks, the statements of each in braces of their own, then the types.</summary>
    private static string Program(string id)
    {
        var usings = new SortedSet<string>(StringComparer.Ordinal);
        var types = new StringBuilder();
        var statements = new StringBuilder("Console.WriteLine();\n");

        // The native library of that README compiles the strategy of the README of Signals.
        foreach (var block in id is "AgentBridge.Native" ? Blocks("AgentBridge.Signals").Concat(Blocks(id)) : Blocks(id))
        {
            _ = statements.Append("{\n");
            var depth = 0;
            var isType = false;
            foreach (var line in block.Split('\n'))
            {
                if (depth == 0 && line.StartsWith("using ", StringComparison.Ordinal) && !line.Contains(" = ", StringComparison.Ordinal))
                {
                    _ = usings.Add(line);
                    continue;
                }

                isType |= depth == 0 && Array.Exists(TypeStarts, start => line.StartsWith(start, StringComparison.Ordinal));
                _ = (isType ? types : statements).Append(line).Append('\n');
                depth += line.Count(c => c == '{') - line.Count(c => c == '}');
                if (depth == 0 && (line.EndsWith('}') || line.EndsWith(';')))
                {
                    isType = false;
                }
            }

            _ = statements.Append("}\n");
        }

        return $"{string.Join('\n', usings)}\n{statements}{types}";
    }

    private static List<string> Blocks(string id)
    {
        var text = File.ReadAllText(Repository.PathOf("src", id, "README.md")).ReplaceLineEndings("\n");
        return [.. text.Split(Fence).Skip(1).Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)])];
    }
}
