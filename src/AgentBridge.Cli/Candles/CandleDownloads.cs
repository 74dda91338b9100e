using AgentBridge.Engine;
using AgentBridge.Exchanges;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>Downloads several pairs at once over one client, whose request limit they share; a pair that fails does not stop the others.</summary>
internal sealed class CandleDownloads(BinanceClient client, TimeSpan maxWait, CandleFileFormat format, CliHost host)
{
    private const int AtOnce = 4;

    /// <summary>A download.</summary>
    /// <param name="Request">Pair, timeframe and span.</param>
    /// <param name="File">The file, as the user would write it.</param>
    /// <param name="Path">Its full path.</param>
    internal sealed record Job(CandleDownloadRequest Request, string File, string Path)
    {
        public override string ToString() => $"{Request.Symbol} {Request.Timeframe}";
    }

    /// <summary>What became of a download: its result, or why there is none.</summary>
    internal sealed record Outcome(Job Job, CandleDownloadResult? Result, Exception? Failure);

    /// <summary>Runs all of them; the outcomes are in the order of the jobs.</summary>
    /// <exception cref="OperationCanceledException">Interrupted; what was downloaded is kept.</exception>
    public Task<Outcome[]> RunAsync(IReadOnlyList<Job> jobs, CancellationToken cancellationToken) =>
        ProgressBar.RunManyAsync(host, [.. jobs.Select(job => job.ToString())], async lines =>
        {
            using var slots = new SemaphoreSlim(AtOnce);
            return await Task.WhenAll(jobs.Select(async (job, i) =>
            {
                await slots.WaitAsync(cancellationToken);
                try
                {
                    return await RunAsync(job, lines[i], cancellationToken);
                }
                finally
                {
                    _ = slots.Release();
                }
            }));
        });

    private async Task<Outcome> RunAsync(Job job, ProgressLine line, CancellationToken cancellationToken)
    {
        var history = new PatientHistory(new KlineHistory(client), maxWait, host.Clock)
        {
            Stopped = stop => line.Say(FormattableString.Invariant($"{job}: {stop.Reason}; asked again in {Math.Ceiling(stop.Wait.TotalSeconds)} s")),
        };
        try
        {
            return new Outcome(job, await new CandleDownload(history).RunAsync(job.Request, job.Path, format, new Relay(line, job), cancellationToken), null);
        }
        catch (JournalException failure)
        {
            return new Outcome(job, null, new CliException(ExitCodes.Unavailable, $"--out {failure.Message}", failure));
        }
        catch (CandleSourceException failure)
        {
            return new Outcome(job, null, failure);
        }
    }

    /// <summary>Reports progress synchronously; the standard class would post it to another thread.</summary>
    private sealed class Relay(ProgressLine line, Job job) : IProgress<CandleDownloadProgress>
    {
        public void Report(CandleDownloadProgress value) =>
            line.Report(value.Fraction, FormattableString.Invariant($"{job} {value.Candles} candles, at {value.Reached:yyyy-MM-dd HH:mm}"));
    }
}
