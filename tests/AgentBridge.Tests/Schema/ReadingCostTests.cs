using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using AgentBridge.Schema;

namespace AgentBridge.Tests.Schema;

/// <summary>The allocations of reading and writing.</summary>
public sealed class ReadingCostTests
{
    private const int Repetitions = 1000;

    [Fact]
    public void TryRead_ValidSignal_AllocatesTheSignalOnly()
    {
        var message = System.Text.Encoding.UTF8.GetBytes(Corpus.Example);

        Allocated(() => SignalJson.TryRead(message, out _, out _)).Should().BeLessThan(512, "the signal, its parts and two strings");
    }

    [Fact]
    public void TryRead_AnyFileOfTheCorpus_AllocatesLittle()
    {
        foreach (var file in Corpus.All)
        {
            Allocated(() => SignalJson.TryRead(file.Bytes, out _, out _), repetitions: 3).Should().BeLessThan(256 * 1024, file.Path);
        }
    }

    [Fact]
    public void ToCanonicalBytes_Signal_AllocatesBuffersOnly()
    {
        var signal = Corpus.ExampleSignal;

        Allocated(() => SignalJson.ToCanonicalBytes(signal)).Should().BeLessThan(2048);
    }

    [Fact]
    public void Assembly_IsTrimmable_AndLooksNothingUpByReflection()
    {
        var assembly = typeof(SignalJson).Assembly;
        assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Should().Contain(
            attribute => attribute.Key == "IsTrimmable" && attribute.Value == "True",
            "the build's analyzers then refuse every call that needs reflection, including JsonSerializer's overloads without type information");

        using var file = new PEReader(File.OpenRead(assembly.Location));
        var reader = file.GetMetadataReader();
        var used = reader.MemberReferences
            .Select(reader.GetMemberReference)
            .Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(member => (Type: reader.GetTypeReference((TypeReferenceHandle)member.Parent), Member: reader.GetString(member.Name)))
            .Select(m => $"{reader.GetString(m.Type.Namespace)}.{reader.GetString(m.Type.Name)}.{m.Member}")
            .ToHashSet(StringComparer.Ordinal);

        used.Should().Contain("System.Text.Json.JsonSerializer.Serialize", "the check finds the writer's calls");
        used.Should().NotContain(name => name.StartsWith("System.Activator.", StringComparison.Ordinal) || name.StartsWith("System.Text.Json.JsonSerializer.Deserialize", StringComparison.Ordinal));
    }

    private static long Allocated(Action action, int repetitions = Repetitions)
    {
        for (var i = 0; i < Math.Min(repetitions, 50); i++)
        {
            action();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < repetitions; i++)
        {
            action();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / repetitions;
    }
}
