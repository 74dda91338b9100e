namespace AgentBridge.Cli;

/// <summary>The document of <c>pack</c>.</summary>
/// <param name="Version">The version of every package.</param>
/// <param name="Repository">The repository that the packages name; <see langword="null"/> without one.</param>
/// <param name="Packages">By id.</param>
/// <param name="Wheels">The Python packages.</param>
/// <param name="Baseline">Whether later packages are compared with these.</param>
/// <param name="Seconds">The duration, in seconds to three decimals.</param>
internal sealed record PackDocument(
    string Version, string? Repository, IReadOnlyList<PackageDocument> Packages, IReadOnlyList<PackedFileDocument> Wheels, bool Baseline, double Seconds);

/// <summary>A package in the document of <c>pack</c>.</summary>
/// <param name="Id">Its id in the feed, such as AgentBridge.Schema.</param>
/// <param name="Package">The .nupkg.</param>
/// <param name="Symbols">The .snupkg; <see langword="null"/> for a package without an assembly.</param>
internal sealed record PackageDocument(string Id, PackedFileDocument Package, PackedFileDocument? Symbols);

/// <summary>A packed file.</summary>
/// <param name="File">Its path.</param>
/// <param name="Bytes">The size.</param>
/// <param name="Sha256">The hash of its content, lower-case hexadecimal.</param>
internal sealed record PackedFileDocument(string File, long Bytes, string Sha256);
