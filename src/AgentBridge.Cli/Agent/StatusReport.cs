using System.Globalization;
using System.Text.Json;
using AgentBridge.Engine;
using AgentBridge.Exchanges;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>The state of an agent: asked for at its endpoints, or taken from the journals that it writes.</summary>
internal static class StatusReport
{
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(5);

    // A candle that closed is decided within seconds; so much later, its agent has stopped.
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(1);

    private static readonly string[] Well = ["running", "starting"];

    /// <summary>Whether every pair is decided on every candle, and can be published.</summary>
    public static bool IsWell(AgentStatusDocument status) => status.Healthy && status.Ready && status.Pairs.All(p => Well.Contains(p.State, StringComparer.Ordinal));

    /// <summary>Asks a running agent.</summary>
    /// <param name="url">Where its endpoints are.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CliException">Nobody answers there, or something else than an agent.</exception>
    public static async Task<AgentStatusDocument> AskAsync(string url, CancellationToken cancellationToken)
    {
        var text = url.Contains("://", StringComparison.Ordinal) ? url : $"http://{(url.Contains(':', StringComparison.Ordinal) ? url : "127.0.0.1:" + url)}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new CliException(ExitCodes.Usage, $"--http {url}: expected the address of an agent's endpoints such as http://127.0.0.1:9464");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerTime);
        try
        {
            using var http = ExchangeHttp.CreateClient();
            using var answer = await http.GetAsync(new Uri(address, "/health"), limit.Token);
            return JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(limit.Token), DocumentJson.Default.AgentStatusDocument)
                ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw new CliException(ExitCodes.Unavailable, $"{address.GetLeftPart(UriPartial.Authority)} is not an agent's endpoint: {VisibleText.Shortened(exception.Message, 200)}", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CliException(ExitCodes.Unavailable, $"no agent answers at {address.GetLeftPart(UriPartial.Authority)} ({(exception is OperationCanceledException ? "no answer in time" : exception.Message)}); start it with --http", exception);
        }
    }

    /// <summary>What the journals say of the newest cycle of every pair and strategy.</summary>
    /// <param name="folder">The journal folder.</param>
    /// <param name="clock">The wall clock.</param>
    /// <exception cref="CliException">They know of no cycle.</exception>
    public static AgentStatusDocument FromJournals(string folder, TimeProvider clock)
    {
        var newest = new SortedDictionary<string, ActionRecord>(StringComparer.Ordinal);
        var unavailable = new Dictionary<string, ActionRecord>(StringComparer.Ordinal);
        _ = ActionLog.Read(folder, record =>
        {
            if (string.Equals(record.Entry.Action, TradeActions.Cycle, StringComparison.Ordinal))
            {
                // A cycle without candles names no strategy: it is every strategy's of that pair.
                if (Strategy(record) is { } strategy)
                {
                    newest[$"{record.Entry.Target} {strategy}"] = record;
                    _ = unavailable.Remove(record.Entry.Target);
                }
                else
                {
                    unavailable[record.Entry.Target] = record;
                }
            }

            return false;
        });
        if (newest.Count == 0 && unavailable.Count == 0)
        {
            throw new CliException(ExitCodes.CheckFailed, $"{folder}: no cycle is in the action log; start an agent, or name the folder with JOURNAL_DIR");
        }

        var now = clock.GetUtcNow();
        var pairs = newest.Values.Select(r => Of(r, unavailable.GetValueOrDefault(r.Entry.Target), now))
            .Concat(unavailable.Where(u => !newest.Values.Any(n => string.Equals(n.Entry.Target, u.Key, StringComparison.Ordinal))).Select(u => Of(u.Value, u.Value, now)))
            .ToList();
        var isWell = pairs.TrueForAll(p => Well.Contains(p.State, StringComparer.Ordinal));
        return new AgentStatusDocument(isWell, isWell, SignalTimestamp.ToText(now), null, null, null, null, null, pairs);
    }

    /// <summary>The table for people.</summary>
    public static void Show(AgentStatusDocument status, CliHost host)
    {
        if (status.Channel is { } channel)
        {
            host.Out.WriteLine($"agent {status.Version}, process {status.Pid?.ToString(CultureInfo.InvariantCulture)}, since {status.StartedAt}, {status.Timeframe}");
            host.Out.WriteLine(channel.Ok ? $"channel: {channel.Name}" : $"channel: {channel.Name} can't be used: {channel.Problem}");
        }

        TextTable.Write(
            host,
            null,
            ["Pair", "Strategy", "State", "Last candle", "Decision", "Age s", "Failures", "Newest failure"],
            status.Pairs.Select(p => (IReadOnlyList<string>)
            [
                p.Pair, p.Strategy, p.State, p.CandleClose ?? "none", p.Decision ?? "none", p.AgeSec?.ToString("0", CultureInfo.InvariantCulture) ?? "",
                p.Failures.ToString(CultureInfo.InvariantCulture), p.Failure ?? "",
            ]),
            5,
            6);
    }

    private static string? Strategy(ActionRecord record) => record.Entry.Parameters.TryGetValue("strategy", out var strategy) ? strategy.ToString() : null;

    private static AgentPairDocument Of(ActionRecord record, ActionRecord? unavailable, DateTimeOffset now)
    {
        var entry = record.Entry;
        var close = entry.Parameters.TryGetValue("candle_close", out var text) && DateTimeOffset.TryParse(text.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : (DateTimeOffset?)null;
        var timeframe = entry.Parameters.TryGetValue("timeframe", out var length) && Timeframe.TryParse(length.ToString(), out var parsed) ? parsed : default;
        var isLate = close is { } closed && timeframe.IsSet && now - closed > TimeSpan.FromMilliseconds(timeframe.Milliseconds) + Late;
        var state = unavailable is not null ? "failing"
            : string.Equals(entry.Result, CycleCodes.GeneratorTimeout, StringComparison.Ordinal) ? "hanging"
            : isLate ? "late"
            : "running";
        return new AgentPairDocument(
            entry.Target,
            Strategy(record) ?? "unknown",
            state,
            Ready: close is not null,
            close is { } shown ? SignalTimestamp.ToText(shown) : null,
            entry.Result,
            SignalTimestamp.ToText(record.Timestamp),
            close is { } since ? Math.Round((now - since).TotalSeconds, 3) : null,
            unavailable is null ? 0 : 1,
            unavailable is null ? 0 : 1,
            unavailable?.Entry.Rationale);
    }
}
