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

            // On other threads: a strategy that never answers must not keep anybody from stopping the check.
            var report = await Task.Run(() => Check(strategy, candles), cancellationToken).WaitAsync(cancellationToken);
            var findings = report.Findings.ToList();
            var isWhole = report.Findings.All(f => f.Rule is not ("CONTRACT" or "DETERMINISM"));
            if (isWhole)
            {
                var digest = await Task.Run(() => StrategyCheck.Digest(strategy, candles), cancellationToken).WaitAsync(cancellationToken);
                if (await OtherProcesses.CompareAsync(strategy, files, quarantine, digest, host, cancellationToken) is { } finding)
                {
                    findings.Add(finding);
                }
            }

            if (!isWhole && !findings.Exists(f => f.Rule is "DETERMINISM") && !report.NotChecked.Contains("DETERMINISM", StringComparer.Ordinal))
            {
                // Other processes were not asked, so the rule as a whole was not checked.
                report = report with { NotChecked = report.NotChecked.Add("DETERMINISM") };
            }

            Show(new(report, strategy, candles.Own, findings), parsed.GetValue(GlobalOptions.Json), host);
            return findings.Count == 0 ? ExitCodes.Success : ExitCodes.CheckFailed;
        });
        return command;
    }

    private static StrategyCheckReport Check(Strategy strategy, StrategyCandles candles)
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

    private static void Show(CheckResult result, bool json, CliHost host)
    {
        var report = result.Report;
        foreach (var warning in report.Warnings)
        {
            host.Error.WriteLine($"bridge: {warning}");
        }

        if (json)
        {
            JsonOut.Write(host, StrategyCheckDocument.Of(result), DocumentJson.Default.StrategyCheckDocument);
            return;
        }

        host.Out.WriteLine(double.IsFinite(report.NsPerCandle)
            ? string.Create(CultureInfo.InvariantCulture, $"{report.Strategy}: {report.Plans} plans in {report.Candles} candles, {report.NsPerCandle:0.#} ns and {report.BytesPerCandle:0.##} bytes a candle")
            : string.Create(CultureInfo.InvariantCulture, $"{report.Strategy}: {report.Candles} candles; it threw, so speed and memory were not measured"));
        host.Out.WriteLine($"parameters {(result.Parameters.Length == 0 ? "none" : result.Parameters)} (its defaults and --param; STRATEGY_PARAMS is not used)");
        foreach (var rule in CheckRule.All)
        {
            host.Out.WriteLine(LineOf(rule, result));
        }
    }

    private static string LineOf(CheckRule rule, CheckResult result)
    {
        if (result.Findings.FirstOrDefault(f => string.Equals(f.Rule, rule.Name, StringComparison.Ordinal)) is { } finding)
        {
            var time = result.TimeOf(finding) is { } at ? $" ({at})" : string.Empty;
            var place = finding.Candle is { } candle ? string.Create(CultureInfo.InvariantCulture, $"candle {candle}{time}: ") : string.Empty;
            return $"  FAULT {rule.Name,-12} {place}{finding.Detail}";
        }

        return result.Report.NotChecked.Contains(rule.Name, StringComparer.Ordinal)
            ? $"  -     {rule.Name,-12} not checked: the strategy threw before"
            : $"  ok    {rule.Name,-12} {rule.Meaning}";
    }
}
