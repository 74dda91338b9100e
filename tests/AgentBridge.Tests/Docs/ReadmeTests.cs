using AgentBridge.Engine;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Docs;

/// <summary>The documents agree with the code.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void Settings_Tables_AreThoseOfTheCode() => GeneratedDocs.Check(Repository.PathOf("envs", "README.md"), "settings", ConfigDocs.MarkdownTable());
}
