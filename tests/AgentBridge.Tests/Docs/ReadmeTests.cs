using AgentBridge.Engine;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Docs;

/// <summary>The documents say what the code says.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void Settings_Tables_AreThoseOfTheCode() => GeneratedDocs.Check(Repository.PathOf("envs", "README.md"), "settings", ConfigDocs.MarkdownTable());
}
