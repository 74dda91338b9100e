using System.Text;
using AgentBridge.Engine;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>A cycle's result on stdout, and its exit code.</summary>
internal static class CycleOutput
{
    /// <summary>The result of one cycle, of a command that ends with it.</summary>
    public static int Show(CycleResult result, RunCycle cycle, bool json, CliHost host)
    {
        host.Out.WriteLine(json ? Document(result, cycle, host) : Text(result));
        return Explain(result, cycle, prefix: string.Empty, host);
    }

    /// <summary>The result of one of several pairs: its line or document names the pair.</summary>
    /// <param name="result">What the cycle came to.</param>
    /// <param name="cycle">The cycle that was run, for its price step and latencies.</param>
    /// <param name="pair">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="documents">Takes the document; <see langword="null"/> writes the line.</param>
    /// <param name="host">The program's environment: streams, variables, clock.</param>
    public static int ShowOfSeveral(CycleResult result, RunCycle cycle, string pair, ICollection<string>? documents, CliHost host)
    {
        if (documents is null)
        {
            host.Out.WriteLine($"{pair} {Text(result)}");
        }
        else
        {
            documents.Add(Document(result, cycle, host));
        }

        return Explain(result, cycle, prefix: pair + " ", host);
    }

    private static string Document(CycleResult result, RunCycle cycle, CliHost host)
    {
        var candles = cycle.Candles!;
        return Json(result, new CycleStamp(host.Clock.GetUtcNow(), candles.Symbol, candles.Timeframe, candles.Count > 0 ? candles.CloseTimeMs(candles.Count - 1) : null), cycle.PriceStep);
    }

    private static int Explain(CycleResult result, RunCycle cycle, string prefix, CliHost host)
    {
        if (Denial(result) is { } denial)
        {
            host.Error.WriteLine($"bridge: {prefix}{denial}");
            return ExitCodes.CheckFailed;
        }

        if (Missing(result, cycle) is { } missing)
        {
            host.Error.WriteLine($"bridge: {prefix}{missing}");
        }

        return string.Equals(result.Code, CycleCodes.GeneratorFailed, StringComparison.Ordinal) ? ExitCodes.CheckFailed : ExitCodes.Success;
    }

    /// <summary>Why there was no decision; <see langword="null"/> where there was one.</summary>
    public static string? Missing(CycleResult result, RunCycle cycle) =>
        cycle.Undecided is { } why ? $"{result.Code}: {why}" : null;

    /// <summary>NO_TRADE or the signal.</summary>
    public static string Text(CycleResult result) => result.Approved is { } approved ? Encoding.UTF8.GetString(approved.CanonicalBytes.Span) : CycleCodes.NoTrade;

    /// <summary>Why a signal was denied; <see langword="null"/> where none was.</summary>
    public static string? Denial(CycleResult result) => result.Outcome == CycleOutcome.Denied
        ? $"{result.Signal!.DecisionId} denied: {result.Code} {result.Verdict.Check.Detail}".TrimEnd()
        : null;

    /// <summary>The document of --json, in one line.</summary>
    public static string Json(CycleResult result, CycleStamp stamp, PriceStep step, string? strategy = null) =>
        JsonOut.Text(CycleDocument.Of(result, stamp, step) with { Strategy = strategy }, DocumentJson.Default.CycleDocument);
}
