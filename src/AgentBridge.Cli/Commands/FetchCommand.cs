using System.CommandLine;
using System.Text;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary><c>bridge fetch SYMBOL</c></summary>
internal static class FetchCommand
{
    public static Command Create(CliHost host)
    {
        var symbol = new Argument<string>("SYMBOL") { Description = "The pair, such as BTC/USDT" };
        var maxAge = GlobalOptions.Whole("--max-age", "The maximum age in seconds (included)", "SECONDS", 0, SignalAge.MostSeconds, 600);
        var redis = GlobalOptions.Redis();
        var command = new Command("fetch", "Prints the newest fresh signal of a pair from the channel; exit 1 if there is none") { symbol, maxAge, redis };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var pair = CandleFiles.Symbol(parsed.GetRequiredValue(symbol), "SYMBOL");
            await using var channel = OpenChannel.Named(Settings.Load(parsed, host), parsed.GetValue(redis), host);
            var found = await channel.Source.FetchLatestSignalAsync(pair, (int)parsed.GetValue(maxAge), cancellationToken);
            return Show(found, pair, channel.Description, host);
        });
        return command;
    }

    private static int Show(FetchResult found, string pair, string channel, CliHost host)
    {
        var s = found.Skipped;
        if (found.ConflictOf is { } decision)
        {
            host.Error.WriteLine(FormattableString.Invariant(
                $"bridge: DECISION_CONFLICT: {decision} is in {channel} with different values; the first published counts ({s.Conflicting} skipped)"));
        }

        if (found.Signal is not null)
        {
            host.Out.WriteLine(Encoding.UTF8.GetString(SignalJson.ToCanonicalBytes(found.Signal)));
            return ExitCodes.Success;
        }

        // Nothing on stdout, with --json too: stdout is for the signal only.
        host.Error.WriteLine(FormattableString.Invariant(
            $"bridge: no fresh signal of {pair} in {channel} (skipped: {s.Stale} stale, {s.Future} future, {s.OtherSymbol} of other pairs, {s.Malformed} malformed, {s.TooLarge} too large, {s.Conflicting} in conflict)"));
        return ExitCodes.CheckFailed;
    }
}
