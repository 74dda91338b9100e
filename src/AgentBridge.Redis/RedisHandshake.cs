using System.Globalization;
using AgentBridge.Schema;

namespace AgentBridge.Redis;

/// <summary>
/// The handshake with a server, before the client library connects: what it is, whether it accepts us, and in a cluster which of
/// its servers holds the list. All our keys hash to one slot, so one server is enough. Refusals carry the server's own words.
/// </summary>
internal static class RedisHandshake
{
    private const int MostMoves = 5;
    private const string Moved = "MOVED ";

    /// <summary>The server to talk to: the one that was named, or where that one sends.</summary>
    /// <exception cref="TransportException">The server can't be used.</exception>
    public static async Task<RedisOptions> FindAsync(RedisOptions named, CancellationToken deadline)
    {
        var server = named;
        for (var move = 0; ; move++)
        {
            try
            {
                if (await KnockAsync(server, deadline).ConfigureAwait(false) is not { } next)
                {
                    return server;
                }

                server = move < MostMoves ? next : throw new TransportException($"{server.Place} redirects from server to server of the cluster, and none holds the list: wait until the cluster has settled");
            }
            catch (Exception failure) when (RedisFailure.IsKnown(failure) && failure is not OperationCanceledException)
            {
                // The caller knows whether the deadline or a cancellation ended the wait.
                throw RedisFailure.Translate(failure, server);
            }
        }
    }

    /// <summary>Whether a server's error redirects to another server.</summary>
    public static bool IsMoved(string words) => words.Contains("MOVED", StringComparison.Ordinal);

    private static async Task<RedisOptions?> KnockAsync(RedisOptions server, CancellationToken deadline)
    {
        using var conversation = new RespConversation();
        await conversation.ConnectAsync(server.Host, server.Port, deadline).ConfigureAwait(false);
        List<string[]> commands = [];
        if (!string.IsNullOrEmpty(server.Password))
        {
            commands.Add(["AUTH", server.Password]);
        }

        if (server.Database > 0)
        {
            commands.Add(["SELECT", server.Database.ToString(CultureInfo.InvariantCulture)]);
        }

        // ECHO is the client library's own first command; it would not report why it failed.
        commands.AddRange([["HELLO"], ["PING"], ["ECHO", "agentbridge"], ["EVAL", "return 1", "1", server.ListName]]);
        await conversation.SendAsync(commands, deadline).ConfigureAwait(false);
        foreach (var command in commands)
        {
            var answer = await conversation.ReadAsync(deadline).ConfigureAwait(false);
            if (Judge(command[0], answer, server) is { } next)
            {
                return next;
            }
        }

        return null;
    }

    private static RedisOptions? Judge(string command, RespAnswer answer, RedisOptions server)
    {
        if (command is "HELLO")
        {
            // Redis before version 6 has no HELLO, and some proxies do not support it.
            var isUnknown = answer.IsError && (answer.Text.Contains("unknown command", StringComparison.OrdinalIgnoreCase) || answer.Text.StartsWith("NOPERM", StringComparison.Ordinal));
            var mode = answer.Items.SkipWhile(item => !string.Equals(item, "mode", StringComparison.Ordinal)).Skip(1).FirstOrDefault();
            return string.Equals(mode, "sentinel", StringComparison.Ordinal)
                ? throw new TransportException($"{server.Place} is a Sentinel, which is not supported: configure the master's own host and port")
                : answer.IsError && !isUnknown ? throw new RedisRefusalException(answer.Text) : null;
        }

        return !answer.IsError ? null
            : answer.Text.StartsWith(Moved, StringComparison.Ordinal) && Next(answer.Text, server) is { } next ? next
            : throw new RedisRefusalException(answer.Text);
    }

    /// <summary>Of <c>MOVED 3999 127.0.0.1:6381</c> the address; a server that does not know its own name leaves it empty or writes <c>?</c>.</summary>
    private static RedisOptions? Next(string words, RedisOptions server)
    {
        var address = words.Split(' ')[^1];
        var colon = address.LastIndexOf(':');
        var host = colon < 0 ? string.Empty : address[..colon].Trim('[', ']');
        var next = server with { Host = host is "" or "?" ? server.Host : host, SentBy = server.SentBy ?? server };
        return int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && RedisOptions.Model.Problems(next with { Port = port }).IsEmpty
            ? next with { Port = port }
            : null;
    }
}
