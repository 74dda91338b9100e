using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AgentBridge.ExchangeSimulator;
using AgentBridge.Market;
using AgentBridge.Tests.Cli;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Docs;

/// <summary>The Dockerfile's instructions run one by one, without Docker: in overlays of this machine's file system (run_dockerfile.py).</summary>
[Trait(Cost.Key, Cost.Long)]
public sealed class DockerfileRunTests : IDisposable
{
    private const int Port = 9464;

    private readonly BridgeCli _cli = new();

    [SkippableFact]
    public async Task Dockerfile_RunInstructionByInstruction_StartsAHealthyAgentThatEndsWhenItIsStopped()
    {
        await RequireAsync();
        var market = new SimulatedMarket { Candles = GeneratedCandles.Create(new() { Count = 1_200 }), TickSize = 0.01 };
        await using var exchange = await ExchangeSimulatorHost.StartAsync(new() { Markets = [market] }, TimeProvider.System);
        var place = Directory.CreateDirectory(_cli.PathOf("images")).FullName;
        var script = Repository.PathOf("tests", "AgentBridge.Tests", "Docs", "run_dockerfile.py");

        var result = await BridgeProcess.RunAsync(Info("unshare", "--mount", "python3", "-B", script, Repository.Root, place, exchange.Url.AbsoluteUri), TimeSpan.FromMinutes(15));

        result.ExitCode.Should().Be(0, result.Out + result.Error);
        result.Out.Should().EndWith("healthy 0, ended 0, files of uid 10001\n", result.Error);
    }

    public void Dispose() => _cli.Dispose();

    private static async Task RequireAsync()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the images are those of Linux");
        Skip.IfNot(Environment.UserName is "root", "needs root, for file systems and users of its own");
        var trial = await BridgeProcess.RunAsync(Info("bash", "-c", "command -v unshare python3 setpriv useradd && unshare --mount mount -t tmpfs tmpfs /mnt"));
        Skip.IfNot(trial.ExitCode == 0, "this machine mounts no file systems: " + trial.Error.Trim());
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        }
        catch (SocketException)
        {
            Skip.If(true, FormattableString.Invariant($"port {Port}, which the image uses, is taken on this machine"));
        }
    }

    private static ProcessStartInfo Info(string program, params string[] words) => new(program, words)
    {
        UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root,
    };
}
