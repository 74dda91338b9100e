using System.CommandLine;

namespace AgentBridge.Cli;

/// <summary><c>bridge why DECISION_ID</c></summary>
internal static class WhyCommand
{
    public static Command Create(CliHost host)
    {
        var id = new Argument<string>("DECISION_ID") { Description = "The decision's id, whole or its first 8 characters or more" };
        var command = new Command("why", "The signal's whole life: candle, checks, publication, order, fill, or where it stopped") { id };
        command.SetAction(parsed =>
        {
            var settings = Settings.Load(parsed, host);
            var life = DecisionLife.Find(host.FullPath(settings.Config.JournalDir), parsed.GetRequiredValue(id));
            if (parsed.GetValue(GlobalOptions.Json))
            {
                JsonOut.Write(host, writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteString("decision_id", life.DecisionId);
                    writer.WriteStartArray("stages");
                    foreach (var stage in life.Stages)
                    {
                        writer.WriteStartObject();
                        writer.WriteString("stage", stage.Stage);
                        writer.WriteText("at", stage.At);
                        writer.WriteString("outcome", stage.Outcome);
                        writer.WriteString("detail", stage.Detail);
                        writer.WriteEndObject();
                    }

                    writer.WriteEndArray();
                    writer.WriteEndObject();
                });
            }
            else
            {
                TextTable.Write(host, life.DecisionId, ["Stage", "At", "Outcome", "Detail"], life.Stages.Select(s => (IReadOnlyList<string>)[s.Stage, s.At ?? "", s.Outcome, s.Detail]));
            }

            return ExitCodes.Success;
        });
        return command;
    }
}
