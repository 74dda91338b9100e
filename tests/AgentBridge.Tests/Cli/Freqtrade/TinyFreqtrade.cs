using System.Buffers.Text;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using AgentBridge.Cli;

namespace AgentBridge.Tests.Cli;

/// <summary>
/// A checkout whose package list is four tiny wheels named as Freqtrade and its dependencies: installing them is a real install, by the
/// real Python and pip, in seconds. This Freqtrade prints its arguments, and ends with the code that the last one names,
/// or, for the words wait and serve, when it gets a signal: with 7 (a failure) or with 0.
/// </summary>
internal sealed class TinyFreqtrade : IDisposable
{
    public const string Version = "2024.2";

    private const string Main = """
        import os, signal, sys, time
        def main():
            if sys.argv[1:] == ["--version"]:
                print("freqtrade 2024.2")
                return 0
            print(*filter(None, [os.environ.get("FREQTRADE__AGENTBRIDGE__STRATEGY__ASSEMBLY"), str(sys.argv)]), flush=True)
            if sys.argv[-1] not in ("wait", "serve"):
                return int(sys.argv[-1])
            received = []
            signal.signal(signal.SIGINT, lambda *_: received.append("SIGINT"))
            signal.signal(signal.SIGTERM, lambda *_: received.append("SIGTERM"))
            print("waiting", flush=True)
            while not received:
                time.sleep(0.05)
            time.sleep(1)
            print("ended by", received, flush=True)
            return 7 if sys.argv[-1] == "wait" else 0
        """;

    public TinyFreqtrade()
    {
        Skip.IfNot(IsPossible, "needs Linux, and python3.11 on the PATH");
        Cli.Write("root/Bridge.sln", "a solution");
        Cli.Write($"root/envs/freqtrade-{Version}.txt", $"# four of them\nfreqtrade=={Version}\nccxt==1.0\npandas==1.0\nSQLAlchemy==1.0\n");
        Cli.Environment["BRIDGE_ROOT"] = Cli.PathOf("root");
        Cli.Environment["BRIDGE_WHEELS"] = Cli.PathOf("wheels");
        Directory.CreateDirectory(Cli.PathOf("wheels"));
        Marked = new(Cli);
    }

    public static bool IsPossible => OperatingSystem.IsLinux() && Executables.Find("python3.11") is not null;

    public BridgeCli Cli { get; } = new();

    public MarkedProcesses Marked { get; }

    public string Folder => Cli.PathOf("root", ".artifacts", "freqtrade", Version);

    public string Packages => Path.Combine(Folder, "lib", "python3.11", "site-packages");

    public static TinyFreqtrade WithWheels()
    {
        var tiny = new TinyFreqtrade();
        tiny.WriteWheel("freqtrade", Version, Main);
        tiny.WriteWheel("ccxt", "1.0", "exchanges = []\n");
        tiny.WriteWheel("pandas", "1.0", "frames = []\n");
        tiny.WriteWheel("sqlalchemy", "1.0", "tables = []\n");
        return tiny;
    }

    public Task<CliResult> InstallAsync() => BridgeProcess.RunAsync(Cli, "exec $BRIDGE freqtrade install");

    public Task<CliResult> RunAsync(params string[] arguments) => BridgeProcess.RunAsync(Cli, "exec $BRIDGE freqtrade run -- \"$@\"", arguments);

    public void WriteWheel(string name, string version, string main)
    {
        var info = $"{name}-{version}.dist-info";
        (string Path, string Text)[] files =
        [
            ($"{name}/__init__.py", $"__version__ = '{version}'\n"),
            ($"{name}/main.py", main),
            ($"{info}/METADATA", $"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"),
            ($"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
        ];
        var record = new StringBuilder();
        foreach (var file in files)
        {
            var bytes = Encoding.UTF8.GetBytes(file.Text);
            record.Append(CultureInfo.InvariantCulture, $"{file.Path},sha256={Base64Url.EncodeToString(SHA256.HashData(bytes))},{bytes.Length}\n");
        }

        using var wheel = ZipFile.Open(Cli.PathOf("wheels", $"{name}-{version}-py3-none-any.whl"), ZipArchiveMode.Create);
        foreach (var (path, text) in files.Append(($"{info}/RECORD", record.Append(CultureInfo.InvariantCulture, $"{info}/RECORD,,\n").ToString())))
        {
            using var writer = new StreamWriter(wheel.CreateEntry(path).Open());
            writer.Write(text);
        }
    }

    public void Dispose() => Cli.Dispose();
}
