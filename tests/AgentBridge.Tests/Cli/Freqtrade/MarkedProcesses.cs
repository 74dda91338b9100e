using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace AgentBridge.Tests.Cli;

/// <summary>
/// The processes with a mark in their environment or a working folder below a given one: all that a command started, whatever became of the parent
/// (redis-server overwrites its environment with its title, so its folder identifies it).
/// </summary>
internal sealed class MarkedProcesses
{
    private const string Variable = "AB_TEST_MARK";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly string _mark;

    public MarkedProcesses(BridgeCli cli) => cli.Environment[Variable] = _mark = cli.Folder;

    /// <summary>The command lines of the running ones.</summary>
    public IReadOnlyList<string> Running() =>
        [.. Directory.EnumerateDirectories("/proc").Where(p => int.TryParse(Path.GetFileName(p), NumberStyles.None, CultureInfo.InvariantCulture, out _) && IsOurs(p)).Select(p => Read(p, "cmdline").Replace('\0', ' '))];

    /// <summary>Waits until none is running. A hang here would be the failure, so the wait is limited.</summary>
    public async Task<IReadOnlyList<string>> RunningAfterAsync(TimeSpan timeout)
    {
        using var end = new CancellationTokenSource(timeout);
        while (Running().Count > 0 && !end.IsCancellationRequested)
        {
            await Task.Delay(Poll);
        }

        return Running();
    }

    /// <summary>The local ports that a text names and that are still in use.</summary>
    public static IReadOnlyList<int> BoundPorts(string text) =>
        [.. Regex.Matches(text, @"127\.0\.0\.1:(?<port>\d+)", RegexOptions.None, TimeSpan.FromMinutes(1)).Select(m => int.Parse(m.Groups["port"].Value, CultureInfo.InvariantCulture)).Distinct().Where(IsBound)];

    private bool IsOurs(string process) =>
        Read(process, "environ").Contains($"{Variable}={_mark}", StringComparison.Ordinal) || Folder(process).StartsWith(_mark, StringComparison.Ordinal);

    private static string Folder(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget ?? string.Empty;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }

    private static bool IsBound(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Read(string process, string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(process, file)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}
