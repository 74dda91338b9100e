using System.IO.Compression;
using System.Security.Cryptography;
using System.Xml.Linq;

namespace AgentBridge.Cli;

/// <summary>What a packed file says of itself.</summary>
internal static class PackageFile
{
    public const string Packages = ".nupkg";
    public const string Symbols = ".snupkg";

    /// <summary>The version of a package, read off its name.</summary>
    /// <param name="path">Such as <c>AgentBridge.Schema.0.1.0.nupkg</c>.</param>
    /// <param name="id">The package that it may be, such as <c>AgentBridge.Schema</c>.</param>
    /// <returns><see langword="null"/> if it is another package's file.</returns>
    public static string? VersionOf(string path, string id)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        return name.StartsWith(id + ".", StringComparison.OrdinalIgnoreCase) && name.Length > id.Length + 1 && char.IsAsciiDigit(name[id.Length + 1]) ? name[(id.Length + 1)..] : null;
    }

    /// <summary>The repository that a package names; <see langword="null"/> if it names none.</summary>
    public static string? RepositoryOf(string path)
    {
        using var package = ZipFile.OpenRead(path);
        using var nuspec = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(nuspec).Descendants().FirstOrDefault(element => element.Name.LocalName is "repository")?.Attribute("url")?.Value is { Length: > 0 } url ? url : null;
    }

    public static string Sha256(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
