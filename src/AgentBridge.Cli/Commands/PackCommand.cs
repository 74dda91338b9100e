using System.CommandLine;
using System.Text.RegularExpressions;

namespace AgentBridge.Cli;

/// <summary><c>bridge pack</c></summary>
internal static partial class PackCommand
{
    private const double Kilobyte = 1_000;

    public static Command Create(CliHost host)
    {
        var folder = new Option<string?>("--out") { Description = "The folder of the packages (nupkg of the checkout by default)", HelpName = "FOLDER" };
        var suffix = new Option<string?>("--version-suffix") { Description = "Packs a pre-release: 0.1.0-X", HelpName = "X" };
        var repository = new Option<string?>("--repository") { Description = "The repository that the packages name and link to (by default git's remote, if there is one)", HelpName = "URL" };
        var wheels = GlobalOptions.OneOf("--wheels", "Which Python wheels are made too: any (its .NET runtime is the machine's), linux (no .NET is needed)", "all", "any", "linux", "none");
        var baseline = new Option<bool>("--baseline") { Description = "Keeps these packages in nupkg/baseline: later ones that break their public surface are refused" };
        var command = new Command("pack", "Makes the NuGet packages, their symbols and the Python wheels; equal sources make equal bytes")
        {
            folder, suffix, repository, wheels, baseline,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var root = Tools.RequireRoot(host, "pack");
            var arguments = new PackArguments(
                parsed.GetValue(folder) ?? Path.Combine(root, "nupkg"),
                Suffix(parsed.GetValue(suffix)),
                Repository(parsed.GetValue(repository)),
                parsed.GetValue(baseline),
                Wheels(parsed.GetRequiredValue(wheels)));
            if (arguments is { IsBaseline: true, VersionSuffix: not null })
            {
                throw new CliException(ExitCodes.Usage, "pack: a baseline is a release; leave out --version-suffix or --baseline");
            }

            arguments = arguments with { Folder = OutputFolder.Create(arguments.Folder, host) };
            var packed = await ProgressBar.RunAsync(host, "packing", report => new Packer(root, host).RunAsync(
                arguments,
                (fraction, file) =>
                {
                    report(fraction, file);
                    if (!host.IsTerminal)
                    {
                        host.Error.WriteLine($"bridge: packed {file}");
                    }
                },
                cancellationToken));
            Report(packed, arguments, host, parsed.GetValue(GlobalOptions.Json));
            return ExitCodes.Success;
        });
        return command;
    }

    private static IReadOnlyList<WheelKind> Wheels(string named) => named switch
    {
        "none" => [],
        "any" => [WheelKind.Any],
        "linux" => [WheelKind.Linux],
        _ => [WheelKind.Any, WheelKind.Linux],
    };

    private static string? Suffix(string? given) => given is null || SuffixForm().IsMatch(given) ? given : throw new CliException(
        ExitCodes.Usage, $"--version-suffix {given}: expected letters, digits, dashes and dots, such as beta.1");

    private static string? Repository(string? given) =>
        given is null || (Uri.TryCreate(given, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" && url.UserInfo.Length == 0 && url.Query.Length == 0)
            ? given
            : throw new CliException(ExitCodes.Usage, "--repository: expected an address such as https://host/owner/name, without a password");

    private static void Report(PackDocument packed, PackArguments arguments, CliHost host, bool json)
    {
        if (packed.Repository is null)
        {
            host.Error.WriteLine("bridge: the checkout has no remote, so the packages name no repository and their READMEs have no links; --repository URL sets it");
        }

        if (json)
        {
            JsonOut.Write(host, packed, DocumentJson.Default.PackDocument);
            return;
        }

        var rows = packed.Packages.Select(package => new[] { package.Id, packed.Version, Size(package.Package), Size(package.Symbols) })
            .Concat(packed.Wheels.Select(wheel => new[] { Path.GetFileName(wheel.File), string.Empty, Size(wheel), string.Empty }));
        TextTable.Write(host, title: null, ["package", "version", "kB", "symbols kB"], rows, 2, 3);
        var baseline = packed.Baseline ? "; they are the baseline now" : string.Empty;
        host.Out.WriteLine(FormattableString.Invariant($"{packed.Packages.Count} packages and {packed.Wheels.Count} wheels in {arguments.Folder} ({packed.Seconds:0.0} s){baseline}"));
    }

    private static string Size(PackedFileDocument? file) => file is null ? "-" : FormattableString.Invariant($"{file.Bytes / Kilobyte:0.0}");

    [GeneratedRegex(@"\A[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex SuffixForm();
}
