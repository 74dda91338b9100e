using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>The parity check of every strategy with its defaults, on several releases.</summary>
/// <param name="releases">The releases, in order.</param>
/// <param name="runOn">The check on a release.</param>
/// <param name="json">Whether the result is one document; else each check is shown when it has ended.</param>
/// <param name="host">The program's environment: streams, clock.</param>
internal sealed class ParityAll(IReadOnlyList<FreqtradeRelease> releases, Func<FreqtradeRelease, ParityRun> runOn, bool json, CliHost host)
{
    /// <summary>Runs all checks.</summary>
    /// <param name="strategies">The strategies; one that can't run on the candles is left out with the reason.</param>
    /// <param name="read">The candles and the decisions of a strategy.</param>
    /// <param name="cancellationToken">Stops Freqtrade.</param>
    /// <returns>Whether every check is equal; false if there is none.</returns>
    /// <exception cref="CliException">A release can't be installed or run.</exception>
    public async Task<bool> RunAsync(IEnumerable<StrategyDescriptor> strategies, Func<string, BacktestInput> read, CancellationToken cancellationToken)
    {
        List<ParityCheckDocument> checks = [];
        List<ParityLeftOutDocument> leftOut = [];
        foreach (var strategy in strategies)
        {
            BacktestInput input;
            try
            {
                input = read(strategy.Name.Name);
            }
            catch (CliException exception)
            {
                leftOut.Add(new(strategy.Name.ToString(), exception.Message));
                host.Error.WriteLine($"bridge: {strategy.Name} is left out: {exception.Message}");
                continue;
            }

            if (checks.Count == 0)
            {
                ParityOutput.ShowAssumptions(input, host);
            }

            foreach (var release in releases)
            {
                var report = await runOn(release).RunAsync(input, keep: null, cancellationToken);
                checks.Add(new(strategy.Name.ToString(), ParityOutput.DocumentOf(report)));
                if (!json)
                {
                    ParityOutput.ShowResult(report, host);
                }
            }
        }

        var document = new ParityAllDocument(checks.Count > 0 && checks.TrueForAll(check => check.Result.Equal), checks, leftOut);
        if (json)
        {
            JsonOut.Write(host, document, DocumentJson.Default.ParityAllDocument);
        }
        else
        {
            var equal = checks.Count(check => check.Result.Equal);
            host.Out.WriteLine(FormattableString.Invariant($"{equal} of {checks.Count} checks equal, {checks.Sum(check => check.Result.Compared)} trades compared, {leftOut.Count} strategies left out"));
        }

        return document.Equal;
    }
}
