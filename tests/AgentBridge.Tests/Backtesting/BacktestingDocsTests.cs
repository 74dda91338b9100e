using AgentBridge.Engine;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Backtesting;

/// <summary>The package's README agrees with the code.</summary>
public sealed class BacktestingDocsTests
{
    [Fact]
    public void Readme_ExecutorCodes_AreThoseOfTheCode() => GeneratedDocs.Check(
        Repository.PathOf("src", "AgentBridge.Backtesting", "README.md"),
        "executor-codes",
        GeneratedDocs.Table(
            ["number", "code", "for its decision", "meaning"],
            ExecutorCodeCatalog.All.Select(c => new[] { FormattableString.Invariant($"{(int)c.Code}"), c.Name, Finality(c), c.Meaning })));

    // The strategy's tests compare its own table of codes with the same text.
    [Fact]
    public void ReadmeOfTheStrategy_ExecutorCodes_AreThoseOfTheCode() => GeneratedDocs.Check(
        Repository.PathOf("strategy-bridge", "README.md"),
        "executor-codes",
        GeneratedDocs.Table(
            ["code", "for its decision", "meaning"],
            ExecutorCodeCatalog.All.Where(c => c.Code != ExecutorCode.Unspecified).Select(c => new[] { $"`{c.Name}`", Finality(c), c.Meaning })));

    [Fact]
    public void Catalog_EveryCode_HasItsRowAtItsNumber()
    {
        ExecutorCodeCatalog.All.Select(c => c.Code).Should().Equal(Enum.GetValues<ExecutorCode>().Order());
        ExecutorCodeCatalog.All.Select(c => c.Name).Should().OnlyHaveUniqueItems();
        foreach (var info in ExecutorCodeCatalog.All)
        {
            ExecutorCodeCatalog.Of(info.Code).Should().Be(info);
            info.Name.Replace("_", string.Empty, StringComparison.Ordinal).Should().BeEquivalentTo(info.Code.ToString());
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(22)]
    [InlineData(int.MaxValue)]
    public void Of_InvalidNumber_IsUnspecified(int number) => ExecutorCodeCatalog.Of((ExecutorCode)number).Name.Should().Be("UNSPECIFIED");

    private static string Finality(ExecutorCodeInfo info) => info.IsFinal ? "final" : "passing";
}
