using System.CommandLine;

namespace AgentBridge.Cli;

/// <summary><c>bridge why DECISION_ID</c></summary>
internal static class WhyCommand
{
    public static Command Create(CliHost host)
    {
        var id = new Argument<string>("DECISION_ID") { Description = "The decision's id, whole or its first 8 characters or more; or a pair: what its newest candle came to (BTC/USDT@CLOSE: that candle)" };
        var command = new Command("why", "Every stage of a signal: candle, checks, publication, order, fill, or where it stopped") { id };
        command.SetAction(parsed =>
        {
            var settings = Settings.Load(parsed, host);
            var (folder, wanted) = (host.FullPath(settings.Config.JournalDir), parsed.GetRequiredValue(id));
            var timeline = PairTimeline.IsPair(wanted) ? PairTimeline.Find(folder, wanted) : DecisionTimeline.Find(folder, wanted);
            if (parsed.GetValue(GlobalOptions.Json))
            {
                JsonOut.Write(
                    host,
                    new WhyDocument(timeline.DecisionId, [.. timeline.Stages.Select(stage => new StageDocument(stage.Stage, stage.At, stage.Outcome, stage.Detail))]),
                    DocumentJson.Default.WhyDocument);
            }
            else
            {
                TextTable.Write(host, timeline.DecisionId ?? wanted, ["Stage", "At", "Outcome", "Detail"], timeline.Stages.Select(s => (IReadOnlyList<string>)[s.Stage, s.At ?? "", s.Outcome, s.Detail]));
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
