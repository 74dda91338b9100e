using System.CommandLine;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary><c>bridge candles resample</c></summary>
internal static class CandlesResampleCommand
{
    public static Command Create(CliHost host)
    {
        var input = new Argument<string>("FILE") { Description = "The candle file", HelpName = "[PAIR=]FILE" };
        var timeframe = new Option<string>("--timeframe") { Description = "The length of the candles to write: a whole multiple of the file's, on the same grid (weeks start on Monday)", HelpName = "1h", Required = true };
        var output = CandleOutput.OutOption("The file to write, or the data folder in which the pair has a file under Freqtrade's name for it");
        var format = CandleOutput.FormatOption();
        var force = CandleOutput.ForceOption();
        var symbol = GlobalOptions.Symbol();
        symbol.Description = "The pair, where neither the file's name nor PAIR= says it";
        var quarantine = GlobalOptions.Quarantine();
        var unit = CandleOptions.TimeUnitOption();
        var command = new Command("resample", "Writes candles of a higher timeframe, as strategies see them: gaps filled flat, whole candles only") { input, timeframe, output, format, force, symbol, quarantine, unit };
        command.SetAction(parsed =>
        {
            var (file, target) = (parsed.GetRequiredValue(input), CandleFiles.AnyTimeframe(parsed.GetRequiredValue(timeframe))!.Value);
            var place = CandleOutput.Settle(parsed.GetRequiredValue(output), parsed.GetValue(format), several: false, host);
            var options = new CandleFileOptions { Policy = parsed.GetValue(quarantine) ? CandleFaultPolicy.Quarantine : CandleFaultPolicy.Stop, TimeUnit = CandleOptions.UnitOf(parsed.GetValue(unit)) };
            var source = RecordedCandles.Read(file, parsed.GetValue(symbol), default, options, host);
            var resampled = Resample(source, target);
            var path = place.FileOf(source.Pair, target, file);
            WrittenCandles.RequireFree(path, [CandleFiles.Identify(file, null, host).Path], parsed.GetValue(force), host);
            foreach (var note in source.Notes())
            {
                host.Error.WriteLine($"bridge: {note}");
            }

            Show(CandlesResampleDocument.Of(source, WrittenCandles.Write(place, path, resampled, host)), parsed.GetValue(GlobalOptions.Json), host);
            return ExitCodes.Success;
        });
        return command;
    }

    private static CandleSeries Resample(RecordedCandles source, Timeframe target)
    {
        var own = source.Series.Timeframe;
        if (target == own || !CandleResampler.CanResample(own, target))
        {
            throw new CliException(
                ExitCodes.Usage,
                $"--timeframe={target}: {source.Shown} has {own} candles, of which no {target} candles can be made; it must be a longer timeframe, a whole multiple of {own} on the same grid");
        }

        var resampled = source.Series.Resampled(target);
        return resampled.Count > 0
            ? resampled
            : throw new CliException(ExitCodes.Usage, $"--timeframe={target}: {source.Shown} has no whole {target} candle ({source.Series.Count} candles of {own})");
    }

    private static void Show(CandlesResampleDocument made, bool json, CliHost host)
    {
        if (json)
        {
            JsonOut.Write(host, made, DocumentJson.Default.CandlesResampleDocument);
            return;
        }

        host.Out.WriteLine(FormattableString.Invariant($"{made.File}: {made.Candles} candles of {made.Timeframe} {made.First} to {made.Last}, from {made.SourceCandles} of {made.SourceTimeframe}"));
        if (made.Filled > 0)
        {
            host.Out.WriteLine(FormattableString.Invariant($"  {made.Filled} of the {made.SourceTimeframe} candles fill gaps, flat"));
        }

        foreach (var (count, where) in new[] { (made.CutFirst, "first"), (made.CutLast, "last") }.Where(cut => cut.Item1 > 0))
        {
            host.Out.WriteLine(FormattableString.Invariant($"  {count} {made.SourceTimeframe} candles left out: the {where} {made.Timeframe} candle is cut"));
        }
    }
}
