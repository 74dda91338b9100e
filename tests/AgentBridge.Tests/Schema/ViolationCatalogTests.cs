using AgentBridge.Schema;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Schema;

public sealed class ViolationCatalogTests
{
    [Fact]
    public void Catalog_EveryCode_HasOneCompleteRow()
    {
        ViolationCatalog.All.Select(info => info.Code).Should()
            .BeEquivalentTo(Enum.GetValues<ViolationCode>().Where(code => code != ViolationCode.Unspecified)).And.BeInAscendingOrder();
        ViolationCatalog.All.Select(info => info.Name).Should().OnlyHaveUniqueItems();
        Enum.GetValues<ViolationCode>().Select(code => (int)code).Should().OnlyHaveUniqueItems();
        foreach (var info in ViolationCatalog.All)
        {
            info.Name.Should().Be(UpperSnake(info.Code.ToString()));
            info.Meaning.Should().NotBeNullOrWhiteSpace();
            info.Layer.Should().NotBe(ViolationLayer.Unspecified);
            ViolationCatalog.Of(info.Code).Should().BeSameAs(info);
        }
    }

    [Theory]
    [InlineData(ViolationCode.Unspecified)]
    [InlineData((ViolationCode)9999)]
    public void Of_CodeWithoutARow_IsUnspecified(ViolationCode code)
    {
        ViolationCatalog.Of(code).Layer.Should().Be(ViolationLayer.Unspecified);
        new SignalViolation(code, "", "").Name.Should().Be("UNSPECIFIED");
    }

    [Fact]
    public void SchemaReadme_ViolationTable_IsTheCatalogs() => GeneratedDocs.Check(
        Repository.PathOf("schema", "README.md"),
        "violations",
        GeneratedDocs.Table(["code", "layer", "meaning"], ViolationCatalog.All.Select(info => new[] { $"`{info.Name}`", info.Layer.ToString(), info.Meaning })));

    private static string UpperSnake(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? "_" + c : char.ToUpperInvariant(c).ToString()));
}
