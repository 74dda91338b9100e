using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>Times (UTC) as people read them.</summary>
internal static class ShownTime
{
    public static string Day(long ms) => Text(ms)[..10];

    public static string Minute(long ms) => Text(ms)[..16].Replace('T', ' ');

    public static string Second(long ms) => Text(ms)[..19].Replace('T', ' ') + "Z";

    private static string Text(long ms) => SignalTimestamp.ToText(DateTimeOffset.FromUnixTimeMilliseconds(ms));
}
