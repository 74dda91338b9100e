using System.Diagnostics;
using System.Reflection;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Market;

/// <summary>On a machine without fused multiply-add the last bits differ, but every golden value is still within 1e-12.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class AtrWithoutFmaTests
{
    internal const string Marker = "AGENTBRIDGE_TEST_WITHOUT_FMA";

    [Fact]
    public async Task Golden_InAProcessWithoutFma_HoldsWithin1E12()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("vstest");
        start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        start.ArgumentList.Add("--TestCaseFilter:FullyQualifiedName~AtrGoldenTests|FullyQualifiedName~AtrStreamTests|FullyQualifiedName~GeneratedCandlesTests");
        start.Environment["DOTNET_EnableAVX2"] = "0";
        start.Environment["DOTNET_EnableFMA"] = "0";
        start.Environment[Marker] = "1";

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        process.ExitCode.Should().Be(0, output + await errors);
        output.Should().Contain("Passed");
    }
}
