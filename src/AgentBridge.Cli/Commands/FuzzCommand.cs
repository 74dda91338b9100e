using System.CommandLine;
using AgentBridge.Cli.Fuzzing;

namespace AgentBridge.Cli;

/// <summary><c>bridge fuzz</c></summary>
internal static class FuzzCommand
{
    public static Command Create(CliHost host)
    {
        var count = GlobalOptions.Whole("--count", "How many mutated messages", "N", 1, long.MaxValue, 100_000);
        var seed = GlobalOptions.Whole("--seed", "The seed; the same seed yields the same messages", "S", int.MinValue, int.MaxValue, 1);
        var command = new Command("fuzz", "Feeds mutated messages to the reader and checks its verdicts with an independent checker") { count, seed };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var wanted = parsed.GetValue(count);
            var report = await ProgressBar.RunAsync(host, "fuzzing", say => Task.Run(
                () => SignalFuzzer.Run(wanted, (int)parsed.GetValue(seed), new Relay(say, wanted), cancellationToken), cancellationToken));
            Show(host, report, parsed.GetValue(GlobalOptions.Json));
            return report.Passed ? ExitCodes.Success : ExitCodes.CheckFailed;
        });
        return command;
    }

    private static void Show(CliHost host, FuzzReport report, bool json)
    {
        if (json)
        {
            JsonOut.Write(
                host,
                new FuzzDocument(report.Count, report.Seed, report.Accepted, report.Rejected, report.Crashes, report.Mismatches),
                DocumentJson.Default.FuzzDocument);
        }
        else
        {
            host.Out.WriteLine(FormattableString.Invariant(
                $"{report.Count} messages (seed {report.Seed}): {report.Accepted} accepted, {report.Rejected} rejected, {report.Crashes} crashes, {report.Mismatches} mismatches"));
        }

        foreach (var finding in report.Findings)
        {
            host.Error.WriteLine(FormattableString.Invariant($"bridge: message {finding.Index}: {finding.Fault}: {finding.Detail} (base64 {finding.MessageBase64})"));
        }
    }

    private sealed class Relay(Action<double, string> say, long count) : IProgress<long>
    {
        public void Report(long value) => say((double)value / count, FormattableString.Invariant($"fuzzing {value}/{count}"));
    }
}
