using AgentBridge.Schema;
using StackExchange.Redis;

namespace AgentBridge.Redis;

/// <summary>
/// The publication as one script, so that it is one round trip and all or nothing: the id is taken first; if the list then
/// refuses the message (another type lies under its name) the id is given back. The braces in the names keep all keys in one
/// cluster slot. Sent as EVAL with its text: a server that was restarted or flushed needs no second round trip.
/// </summary>
internal static class SignalScript
{
    public const long Published = 1;
    public const long Duplicate = 0;
    public const long Conflict = -1;

    public const string Publish = """
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
        """;

    /// <summary>Fails where the server lacks the database; a plain SELECT's failure would go unseen and the write into another one.</summary>
    public const string CheckDatabase = "redis.call('SELECT', ARGV[1]) return 1";

    public static RedisKey[] Keys(RedisOptions options, string decisionId) =>
        [options.ListName, $"{{{options.ListName}}}:id:{decisionId}"];

    public static RedisValue[] Arguments(RedisOptions options, ApprovedSignal signal, string decisionId) =>
        [signal.Sha256, signal.CanonicalBytes.ToArray(), options.MaxSignals - 1, options.WakeChannel, decisionId];
}
