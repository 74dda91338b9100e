using System.CommandLine;
using System.Globalization;
using AgentBridge.Signals;
using AgentBridge.Testing;

namespace AgentBridge.Cli;

/// <summary><c>bridge strategies check NAME --candles FILE</c></summary>
internal static class StrategiesCheckCommand
{
    public static Command Create(CliHost host)
    {
        var arguments = new CheckArguments();
        var command = new Command("check", "Tests a strategy against its contract, on the candles and on hostile ones derived from them; exit 1 on a finding");
        arguments.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (strategy, files, quarantine) = arguments.Settle(parsed, Settings.Load(parsed, host).Config, host);
            var candles = files.Read(quarantine, host);
            var report = Check(strategy, candles, host);
            var findings = report.Findings.ToList();
            if (report.Findings.All(f => f.Rule is not ("CONTRACT" or "DETERMINISM"))
                && await OtherProcesses.CompareAsync(strategy, files, quarantine, StrategyCheck.Digest(strategy, candles), host, cancellationToken) is { } finding)
            {
                findings.Add(finding);
            }

            Show(report, findings, parsed.GetValue(GlobalOptions.Json), host);
            return findings.Count == 0 ? ExitCodes.Success : ExitCodes.CheckFailed;
        });
        return command;
    }

    private static StrategyCheckReport Check(Strategy strategy, StrategyCandles candles, CliHost host)
    {
        try
        {
            return StrategyCheck.Run(strategy, candles);
        }
        catch (StrategyException exception)
        {
            throw new CliException(ExitCodes.Usage, Remedies.TextOf(exception), exception);
        }
    }

    private static void Show(StrategyCheckReport report, List<StrategyFinding> findings, bool json, CliHost host)
    {
        foreach (var warning in report.Warnings)
        {
            host.Error.WriteLine($"bridge: {warning}");
        }

        if (json)
        {
            JsonOut.Write(host, StrategyCheckDocument.Of(report, findings), DocumentJson.Default.StrategyCheckDocument);
            return;
        }

        host.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Strategy}: {report.Plans} plans in {report.Candles} candles, {report.NsPerCandle:0.#} ns and {report.BytesPerCandle:0.##} bytes a candle"));
        foreach (var rule in CheckRule.All)
        {
            var finding = findings.Find(f => string.Equals(f.Rule, rule.Name, StringComparison.Ordinal));
            var place = finding?.Candle is { } candle ? string.Create(CultureInfo.InvariantCulture, $"candle {candle}: ") : string.Empty;
            host.Out.WriteLine(finding is null ? $"  ok    {rule.Name,-12} {rule.Meaning}" : $"  FAULT {rule.Name,-12} {place}{finding.Detail}");
        }
    }
}
