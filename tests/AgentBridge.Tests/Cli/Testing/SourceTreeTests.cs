using AgentBridge.Cli;

namespace AgentBridge.Tests.Cli;

public sealed class SourceTreeTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("agentbridge-sources-");
    private readonly string _before;

    public SourceTreeTests()
    {
        Write("src/A/A.cs", "class A;");
        Write("tests/T.cs", "class T;");
        Write("README.md", "# x");
        Write("Bridge.sln", "solution");
        _before = Hash();
    }

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [InlineData("src/A/A.cs")]
    [InlineData("tests/T.cs")]
    [InlineData("README.md")]
    [InlineData("Bridge.sln")]
    public void Hash_FileEdited_Changes(string file)
    {
        Write(file, "other");

        Hash().Should().NotBe(_before);
    }

    [Theory]
    [InlineData("src/A/B.cs")]
    [InlineData("schema/corpus/valid/x.json")]
    [InlineData("strategy-bridge/x.py")]
    [InlineData("envs/.env.example")]
    [InlineData("bridge")]
    [InlineData("global.json")]
    [InlineData(".editorconfig")]
    [InlineData("vendor/VERSIONS.toml")]
    public void Hash_FileAdded_Changes(string file)
    {
        Write(file, string.Empty);

        Hash().Should().NotBe(_before);
    }

    [Fact]
    public void Hash_FileRemoved_Changes()
    {
        File.Delete(PathOf("tests/T.cs"));

        Hash().Should().NotBe(_before);
    }

    [Fact]
    public void Hash_FileRenamed_Changes()
    {
        File.Move(PathOf("tests/T.cs"), PathOf("tests/U.cs"));

        Hash().Should().NotBe(_before);
    }

    [Fact]
    public void Hash_ContentsSwapped_Changes()
    {
        Write("src/A/A.cs", "class T;");
        Write("tests/T.cs", "class A;");

        Hash().Should().NotBe(_before);
    }

    [Fact]
    public void Hash_EditedBack_IsTheSame()
    {
        Write("src/A/A.cs", "other");
        Write("src/A/A.cs", "class A;");

        Hash().Should().Be(_before);
    }

    [Theory]
    [InlineData("src/A/bin/A.dll")]
    [InlineData("src/A/obj/project.assets.json")]
    [InlineData("strategy-bridge/__pycache__/x.pyc")]
    [InlineData("strategy-bridge/.pytest_cache/x")]
    [InlineData("strategy-bridge/x.egg-info/PKG-INFO")]
    [InlineData("tests/TestResults/a.trx")]
    [InlineData("envs/.env")]
    [InlineData(".artifacts/gates/g1.json")]
    [InlineData("decision_logs/decision_log.csv")]
    [InlineData("nupkg/x.nupkg")]
    public void Hash_CacheOrOutput_IsTheSame(string file)
    {
        Write(file, "x");

        Hash().Should().Be(_before);
    }

    [Fact]
    public void Hash_EmptyFolder_IsOne() => SourceTree.Hash(Directory.CreateDirectory(PathOf("empty")).FullName).Should().MatchRegex("^[0-9a-f]{64}$");

    private string Hash() => SourceTree.Hash(_root.FullName);

    private string PathOf(string file) => Path.Combine(_root.FullName, file);

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), text);
    }
}
