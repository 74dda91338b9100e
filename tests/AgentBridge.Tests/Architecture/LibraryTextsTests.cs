using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.RegularExpressions;

namespace AgentBridge.Tests.Architecture;

/// <summary>
/// Libraries describe errors by code and data; only the command line knows commands and options. Checks every text in the compiled assemblies:
/// literals, constants and attribute arguments.
/// </summary>
public sealed partial class LibraryTextsTests
{
    public static TheoryData<string> Libraries => [.. Shipped.Names];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Texts_OfALibrary_NameNoCommandAndNoOption(string assembly) =>
        Texts(Shipped.Load(assembly).Location).Where(text => OfACommandLine().IsMatch(text)).Should().BeEmpty("the remedy belongs in the command line's table, under the failure's code");

    [Fact]
    public void Texts_OfTheCommandLine_AreFoundAndNameThem()
    {
        // Checks the test itself: it finds in this assembly what it looks for in a library.
        var texts = Texts(typeof(AgentBridge.Cli.BridgeProgram).Assembly.Location);

        texts.Should().HaveCountGreaterThan(1_000);
        texts.Where(text => OfACommandLine().IsMatch(text)).Should().Contain(text => text.Contains("--quarantine", StringComparison.Ordinal)).And.Contain(text => text.Contains("bridge candles download", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("leave it out with --quarantine", true)]
    [InlineData("`bridge strategies` lists them", true)]
    [InlineData("run ./bridge test", true)]
    [InlineData("see the folder strategy-bridge of the checkout", false)]
    [InlineData("agentbridge: refused", false)]
    [InlineData("a -- b", false)]
    public void Pattern_NamesOfACommandLine_AreSeen(string text, bool isOne) => OfACommandLine().IsMatch(text).Should().Be(isOne);

    private static List<string> Texts(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        var texts = new List<string>();
        for (var literal = MetadataTokens.UserStringHandle(0); !(literal = metadata.GetNextHandle(literal)).IsNil;)
        {
            texts.Add(metadata.GetUserString(literal));
        }

        texts.AddRange(Enumerable.Range(1, metadata.GetTableRowCount(TableIndex.Constant))
            .Select(row => metadata.GetConstant(MetadataTokens.ConstantHandle(row)))
            .Where(constant => constant.TypeCode == ConstantTypeCode.String)
            .Select(constant => Encoding.Unicode.GetString(metadata.GetBlobBytes(constant.Value))));
        texts.AddRange(metadata.CustomAttributes
            .Select(attribute => metadata.GetCustomAttribute(attribute).Value)
            .Where(value => !value.IsNil)
            .Select(value => Encoding.UTF8.GetString(metadata.GetBlobBytes(value))));
        return texts;
    }

    [GeneratedRegex("--[a-z]|(?<![\\w-])bridge |\\./bridge", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex OfACommandLine();
}
