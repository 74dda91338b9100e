namespace AgentBridge.Cli;

/// <summary>What <c>bridge pack</c> packs, and where to.</summary>
/// <param name="Folder">The folder that takes the packages and wheels; it exists.</param>
/// <param name="VersionSuffix">What follows the version after a dash; <see langword="null"/> for a release.</param>
/// <param name="Repository">The repository that the packages name; <see langword="null"/> for the checkout's remote.</param>
/// <param name="IsBaseline">Whether later packages are compared with these.</param>
/// <param name="Wheels">Which wheels are made too.</param>
internal sealed record PackArguments(string Folder, string? VersionSuffix, string? Repository, bool IsBaseline, IReadOnlyList<WheelKind> Wheels);
