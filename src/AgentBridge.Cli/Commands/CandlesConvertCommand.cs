using System.CommandLine;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary><c>bridge candles convert</c></summary>
internal static class CandlesConvertCommand
{
    public static Command Create(CliHost host)
    {
        var inputs = new Argument<string[]>("IN") { Description = "Candle files, or folders of them; files of one pair and timeframe are joined", HelpName = "[PAIR=]FILE|FOLDER", Arity = ArgumentArity.OneOrMore };
        var output = CandleOutput.OutOption("The file to write, or the data folder in which each pair has a file under Freqtrade's name for it");
        var format = CandleOutput.FormatOption();
        var force = CandleOutput.ForceOption();
        var symbol = GlobalOptions.Symbol();
        symbol.Description = "The pair, where neither a file's name nor PAIR= says it";
        var timeframe = GlobalOptions.Timeframe();
        timeframe.Description = "The length of a candle (default: the step that the data shows)";
        var quarantine = GlobalOptions.Quarantine();
        var unit = CandleOptions.TimeUnitOption();
        var command = new Command("convert", "Writes candle files in another format, every double to the bit; gaps stay gaps. Funding rates are not candles and are refused: Freqtrade downloads and converts its own") { inputs, output, format, force, symbol, timeframe, quarantine, unit };
        command.SetAction(async parsed =>
        {
            var files = CandleFileArguments.Expand(parsed.GetRequiredValue(inputs), host);
            var options = new CandleFileOptions { FillGaps = false, RequireTrades = false, Policy = parsed.GetValue(quarantine) ? CandleFaultPolicy.Quarantine : CandleFaultPolicy.Stop, TimeUnit = CandleOptions.UnitOf(parsed.GetValue(unit)) };
            var expected = CandleFiles.AnyTimeframe(parsed.GetValue(timeframe)) ?? default;
            var run = new Run(host, parsed.GetValue(GlobalOptions.Json), parsed.GetValue(force), files.Count > 1);
            var read = await run.ReadAsync(files, file => RecordedCandles.Read(file, parsed.GetValue(symbol), expected, options, host));
            var groups = read.GroupBy(input => (input.Pair, input.Series.Timeframe, input.PriceType)).Select(group => group.ToList()).ToList();
            if (groups.Count > 0)
            {
                var target = CandleOutput.Settle(parsed.GetRequiredValue(output), parsed.GetValue(format), groups.Count > 1, host);
                await run.WriteAsync(groups, target);
            }

            run.End();
            return run.ExitCode;
        });
        return command;
    }

    /// <summary>One run: what fails for one file is said, and does not stop the others.</summary>
    private sealed class Run(CliHost host, bool json, bool force, bool several)
    {
        private readonly List<string> _documents = [];
        private readonly List<string> _paths = [];

        public int ExitCode { get; private set; }

        public async Task<List<RecordedCandles>> ReadAsync(IReadOnlyList<string> files, Func<string, RecordedCandles> read)
        {
            var inputs = new List<RecordedCandles>();
            foreach (var file in files)
            {
                await TryAsync(file, () =>
                {
                    _paths.Add(CandleFiles.Identify(file, null, host).Path);
                    inputs.Add(read(file));
                });
            }

            return inputs;
        }

        public async Task WriteAsync(List<List<RecordedCandles>> groups, CandleOutput output)
        {
            foreach (var group in groups)
            {
                var (pair, timeframe, type) = (group[0].Pair, group[0].Series.Timeframe, group[0].PriceType);
                await TryAsync(group[0].Shown, () =>
                {
                    var file = output.FileOf(pair, timeframe, group[0].Shown, type);
                    WrittenCandles.RequireFree(file, _paths, force, host);
                    Show(group, WrittenCandles.Write(output, file, JoinedCandles.Of(group), host));
                });
            }
        }

        public void End()
        {
            if (json)
            {
                JsonOut.WriteArray(host, _documents);
            }
        }

        private async Task TryAsync(string file, Action work)
        {
            try
            {
                work();
            }
            catch (Exception failure) when (several && failure is CandleSourceException or CliException)
            {
                ExitCode = Math.Max(ExitCode, await FailureReport.SayOfFileAsync(failure, file, json ? _documents : null, host));
            }
        }

        private void Show(List<RecordedCandles> inputs, WrittenCandles written)
        {
            foreach (var note in inputs.SelectMany(input => input.Notes()))
            {
                host.Error.WriteLine($"bridge: {note}");
            }

            var report = CandleValidator.Inspect(written.Candles);
            if (json)
            {
                _documents.Add(JsonOut.Text(CandlesConvertDocument.Of(inputs, written, report), DocumentJson.Default.CandlesConvertDocument));
                return;
            }

            var pair = inputs[0].Pair is { } known ? known + " " : string.Empty;
            host.Out.WriteLine($"{written.File}: {pair}{report.ToSummary()}");
        }
    }
}
