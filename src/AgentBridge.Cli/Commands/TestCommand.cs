using System.CommandLine;
using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary><c>bridge test</c></summary>
internal static class TestCommand
{
    public static Command Create(CliHost host)
    {
        var command = new Command("test", "Builds, runs every test that this machine can run, names those it had to skip; the evidence of G1");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var root = Tools.RequireRoot(host, "test");
            var json = parsed.GetValue(GlobalOptions.Json);
            var evidence = await TestRun.RunAsync(root, TestEvidence.All, json ? host.Error.WriteLine : null, host, cancellationToken);
            if (json)
            {
                JsonOut.Write(host, writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteNumber("passed", evidence.Passed);
                    writer.WriteNumber("failed", evidence.Failed);
                    writer.WriteStartArray("skipped");
                    foreach (var name in evidence.Skipped)
                    {
                        writer.WriteStringValue(name);
                    }

                    writer.WriteEndArray();
                    writer.WriteString("source_hash", evidence.SourceHash);
                    writer.WriteEndObject();
                });
            }
            else
            {
                foreach (var name in evidence.Skipped)
                {
                    host.Out.WriteLine($"skipped {name}");
                }

                host.Out.WriteLine(FormattableString.Invariant($"{evidence.Passed} passed, {evidence.Failed} failed, {evidence.Skipped.Count} skipped"));
            }

            return evidence is { Failed: 0, Passed: > 0 } ? ExitCodes.Success : ExitCodes.CheckFailed;
        });
        return command;
    }
}
