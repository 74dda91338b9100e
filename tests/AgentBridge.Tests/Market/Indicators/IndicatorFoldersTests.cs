using System.Reflection;
using AgentBridge.Market;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Market.Indicators;

/// <summary>Each folder of indicators has descriptors, each descriptor is in the catalogue and has its class of <see cref="IndicatorContractTests"/>.</summary>
public sealed class IndicatorFoldersTests
{
    private static readonly string Indicators = Repository.PathOf("src", "AgentBridge.Market", "Indicators");

    private static readonly List<(Type Type, IndicatorDescriptor Descriptor)> Descriptors =
    [
        .. typeof(IndicatorDescriptor).Assembly.GetTypes()
            .SelectMany(t => t.GetProperties(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(p => p.PropertyType == typeof(IndicatorDescriptor) && p.DeclaringType is { ContainsGenericParameters: false })
            .Select(p => (p.DeclaringType!, (IndicatorDescriptor)p.GetValue(null)!)),
    ];

    /// <summary>The folders of indicators; the others hold what they share.</summary>
    public static TheoryData<string> Folders => [.. Directory.GetDirectories(Indicators).Select(f => Path.GetFileName(f)).Where(f => f is not ("Catalogue" or "Shared")).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Folder_OfAnIndicator_HasADescriptor(string folder) =>
        Descriptors.Should().Contain(d => string.Equals(FolderOf(d.Type), folder, StringComparison.Ordinal), "src/AgentBridge.Market/Indicators/{0} declares an indicator and its descriptor", folder);

    [Fact]
    public void Descriptors_OfAllIndicators_AreTheCatalogue()
    {
        Descriptors.Select(d => d.Descriptor.Name).Should().BeEquivalentTo(IndicatorCatalog.All.Select(d => d.Name), "IndicatorCatalog lists every descriptor");
        IndicatorCatalog.All.Select(d => d.Name).Should().OnlyHaveUniqueItems().And.BeInAscendingOrder(StringComparer.Ordinal);
        Descriptors.Where(d => FolderOf(d.Type) is null or "Catalogue" or "Shared").Select(d => d.Type.Name).Should().BeEmpty("an indicator has a folder of its own");
    }

    [Fact]
    public void Catalogue_EveryIndicator_HasItsContractTests()
    {
        var tested = typeof(IndicatorContractTests).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(IndicatorContractTests)) && !t.IsAbstract)
            .Select(t => ((IndicatorContractTests)Activator.CreateInstance(t)!).Descriptor.Name);

        tested.Should().BeEquivalentTo(IndicatorCatalog.All.Select(d => d.Name), "each indicator derives one class from IndicatorContractTests");
    }

    /// <summary>The folder with the file of a type; <see langword="null"/> if there is none.</summary>
    private static string? FolderOf(Type type) => Directory.GetFiles(Indicators, "*.cs", SearchOption.AllDirectories)
        .Where(f => string.Equals(Path.GetFileName(f).Split('.')[0], type.Name, StringComparison.Ordinal))
        .Select(f => Path.GetRelativePath(Indicators, f).Split(Path.DirectorySeparatorChar))
        .FirstOrDefault(parts => parts.Length > 1)?[0];
}
