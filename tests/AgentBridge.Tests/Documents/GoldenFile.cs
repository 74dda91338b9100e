using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Documents;

/// <summary>A reviewed document, compared byte by byte. UPDATE_GOLDEN=1 accepts the output of the code.</summary>
internal static class GoldenFile
{
    public static void Check(string name, string actual)
    {
        var file = Repository.PathOf("tests", "AgentBridge.Tests", "Documents", "Golden", name);
        if (GeneratedDocs.IsUpdate("UPDATE_GOLDEN"))
        {
            File.WriteAllText(file, actual);
            return;
        }

        File.Exists(file).Should().BeTrue("{0} is accepted with UPDATE_GOLDEN=1", name);
        actual.Should().Be(File.ReadAllText(file), "scripts read {0}; a field may be added, and is accepted with UPDATE_GOLDEN=1", name);
    }
}
