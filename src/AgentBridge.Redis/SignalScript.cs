using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using AgentBridge.Schema;
using StackExchange.Redis;

namespace AgentBridge.Redis;

/// <summary>
/// The requests to a server, each one script in one round trip. Sent by its hash; a server that does not know it (restarted,
/// flushed, new) gets the text. The braces in the key names keep all of them in one cluster slot.
/// </summary>
/// <param name="operation">Its name in logs and measurements.</param>
/// <param name="text">The script.</param>
internal sealed class SignalScript(string operation, string text)
{
    public const long Published = 1;
    public const long Duplicate = 0;
    public const long Conflict = -1;

    /// <summary>A publication, all or nothing: the id is set first; if the list then refuses the message (its name holds another type), the id is deleted again.</summary>
    public static readonly SignalScript Publish = new("publish", """
        if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'EX', 604800) then
          local pushed = redis.pcall('LPUSH', KEYS[1], ARGV[2])
          if type(pushed) == 'table' and pushed.err then
            redis.call('DEL', KEYS[2])
            return pushed
          end
          redis.call('LTRIM', KEYS[1], 0, ARGV[3])
          redis.pcall('PUBLISH', ARGV[4], ARGV[5])
          return 1
        end
        if redis.call('GET', KEYS[2]) == ARGV[1] then
          return 0
        end
        return -1
        """);

    /// <summary>
    /// Reads the messages from a position of the list on, the latest pushed first: those of at most ARGV[3] bytes, the count of
    /// the others, and the position to continue from (-1: the list ended). It ends after ARGV[4] bytes: another program may push messages of megabytes,
    /// which are not returned, and which the server's script gets only a few at a time.
    /// </summary>
    public static readonly SignalScript Read = new("fetch", """
        local at, last, left, step = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[4]), 8
        local found, large = {}, 0
        while at <= last and left > 0 do
          local asked = math.min(step, last - at + 1)
          local items = redis.call('LRANGE', KEYS[1], at, at + asked - 1)
          step = math.min(2 * step, 64)
          for _, item in ipairs(items) do
            left = left - #item
            if #item <= tonumber(ARGV[3]) then
              found[#found + 1] = item
            else
              large = large + 1
              step = 1
            end
          end
          if #items < asked then
            return {-1, large, found}
          end
          at = at + #items
        end
        return {at, large, found}
        """);

    /// <summary>Changes nothing, and fails if a publication would: a replica, a user without the permission, another type under the list's name.</summary>
    public static readonly SignalScript Check = new("check", "redis.call('LTRIM', KEYS[1], 0, -1) return 1");

    /// <summary>Its name in logs and measurements.</summary>
    public string Operation { get; } = operation;

    private readonly byte[] _hash = NameOf(text);

    public static RedisKey[] Keys(RedisOptions options, string decisionId) =>
        [options.ListName, $"{{{options.ListName}}}:id:{decisionId}"];

    public static RedisValue[] Arguments(RedisOptions options, ApprovedSignal signal, string decisionId) =>
        [signal.Sha256, signal.CanonicalBytes, options.MaxSignals - 1, options.WakeChannel, decisionId];

    [SuppressMessage("Security", "CA5350", Justification = "Redis identifies scripts by SHA-1; it protects nothing here.")]
    private static byte[] NameOf(string text) => SHA1.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>Whether the script is to be sent by its text: the server does not know its hash, or the user may send EVAL only. Nothing was done.</summary>
    public static bool WantsText(RedisServerException refused) =>
        refused.Message.Contains("NOSCRIPT", StringComparison.Ordinal) || refused.Message.Contains("evalsha", StringComparison.OrdinalIgnoreCase);

    public Task<RedisResult> SendAsync(IDatabase database, RedisKey[] keys, RedisValue[] arguments, bool asText) => asText
        ? database.ScriptEvaluateAsync(text, keys, arguments, CommandFlags.NoScriptCache | CommandFlags.NoRedirect)
        : database.ScriptEvaluateAsync(_hash, keys, arguments, CommandFlags.NoRedirect);
}
