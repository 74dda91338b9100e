using System.CommandLine;
using System.Security.Cryptography;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary><c>bridge generate</c></summary>
internal static class GenerateCommand
{
    private sealed record Generated(CandleSeries Candles, HistoryCounts Counts, bool Judged, double Seconds, string Sha256);

    public static Command Create(CliHost host)
    {
        var candles = new CandleOptions("The candle file; for a strategy that uses another pair, one --candles a pair, the deciding one first");
        var symbol = GlobalOptions.Symbol();
        var timeframe = GlobalOptions.Timeframe();
        var strategy = new StrategyOptions();
        var tick = GlobalOptions.Tick();
        var quarantine = GlobalOptions.Quarantine();
        var noRisk = new Option<bool>("--no-risk") { Description = "Every signal of the strategy, the risk gate left out" };
        var output = new Option<string>("--out") { Description = "The file to write: one canonical signal a line, oldest first", HelpName = "FILE.jsonl", Required = true };
        var command = new Command("generate", "Writes every signal of a history: exactly the bytes that would be published") { candles.Candles, candles.Pairs, candles.TimeUnit, symbol, timeframe, tick, quarantine, noRisk, output };
        strategy.AddTo(command);
        command.SetAction(parsed =>
        {
            var started = host.Clock.GetTimestamp();
            var settings = Settings.LoadToDecide(parsed, host).WithTick(parsed.GetValue(tick));
            var bound = strategy.Bind(parsed, settings.Config, host);
            var files = StrategyFiles.Settle(candles.Read(parsed, parsed.GetValue(symbol), parsed.GetValue(timeframe), host), parsed.GetValue(symbol), parsed.GetValue(timeframe), bound, settings.Config, host);
            var target = OutputFile.Settle(parsed.GetRequiredValue(output), host, files.Own.Path);
            var read = files.Read(parsed.GetValue(quarantine), host);
            var (counts, sha256) = Write(read, bound, parsed.GetValue(noRisk) ? null : settings.Config.RiskOptions, target);
            PriceStepNotice.IfUnknown(counts.WithoutStep > 0 ? PriceStep.Unknown : counts.PriceStep, files.Own.Symbol, host);
            if (counts.FeedMissing > 0)
            {
                host.Error.WriteLine(FormattableString.Invariant($"bridge: {counts.FeedMissing} candles were not decided: a feed was missing (FEED_MISSING)"));
            }

            if (counts.FirstFailure is { } failure)
            {
                UndecidedCandles.Say(host, counts.GeneratorFailed, failure.ToString());
            }

            var generated = new Generated(read.Own, counts, !parsed.GetValue(noRisk), host.Clock.GetElapsedTime(started).TotalSeconds, sha256);
            Show(generated, parsed.GetRequiredValue(output), parsed.GetValue(GlobalOptions.Json), host);
            return counts.FirstFailure is null ? ExitCodes.Success : ExitCodes.CheckFailed;
        });
        return command;
    }

    /// <summary>Writes the signals; <paramref name="risk"/> null leaves the gate out.</summary>
    private static (HistoryCounts Counts, string Sha256) Write(StrategyCandles candles, Strategy strategy, RiskOptions? risk, OutputFile output)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var counts = output.Write(file =>
        {
            void Line(ReadOnlySpan<byte> bytes)
            {
                file.Write(bytes);
                file.WriteByte((byte)'\n');
                hash.AppendData(bytes);
                hash.AppendData("\n"u8);
            }

            return risk is null
                ? SignalHistory.RunRaw(candles, strategy, signal => Line(SignalJson.ToCanonicalBytes(signal)))
                : SignalHistory.RunGated(candles, strategy, risk, approved => Line(approved.CanonicalBytes.Span));
        });
        return (counts, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static void Show(Generated generated, string file, bool json, CliHost host)
    {
        var (counts, denied) = (generated.Counts, generated.Counts.Denied.ToDictionary(d => DenyCodeCatalog.Of(d.Key).Name, d => d.Value, StringComparer.Ordinal));
        if (json)
        {
            JsonOut.Write(
                host,
                new GenerateDocument(
                    generated.Candles.Symbol,
                    generated.Candles.Timeframe.ToString(),
                    counts.Candles,
                    counts.Raw,
                    counts.Approved,
                    new SortedDictionary<string, int>(denied, StringComparer.Ordinal),
                    counts.FeedMissing,
                    counts.GeneratorFailed,
                    counts.PriceStep,
                    Math.Round(generated.Seconds, 4),
                    generated.Sha256),
                DocumentJson.Default.GenerateDocument);
            return;
        }

        var judged = generated.Judged ? FormattableString.Invariant($"{counts.Approved} approved by the gate") : "not checked by the gate (--no-risk)";
        host.Out.WriteLine(FormattableString.Invariant($"{file}: {generated.Candles.Symbol} {generated.Candles.Timeframe}: {counts.Raw} signals in {counts.Candles} candles, {judged} ({generated.Seconds:0.00} s)"));
        foreach (var (code, count) in denied.OrderByDescending(d => d.Value))
        {
            host.Out.WriteLine(FormattableString.Invariant($"  {count,6} denied {code}"));
        }
    }
}
