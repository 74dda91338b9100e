using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.Loader;
using AgentBridge.Cli;
using AgentBridge.Tests.Transport;

namespace AgentBridge.Tests.Transport
{
    /// <summary>
    /// Processes for tests to kill. Each is the built command line with this assembly as the runtime's startup hook, so no separate
    /// program is needed.
    /// </summary>
    internal static class OrphanHook
    {
        private const string RoleVariable = "TEST_ORPHAN_ROLE";
        private const string FolderVariable = "TEST_ORPHAN_FOLDER";
        private const string FirstVariable = "TEST_ORPHAN_FIRST";

        /// <summary>Starts a private server, prints its process id and waits.</summary>
        public static Process StartServer(string folder) => Start("server", folder, 0);

        /// <summary>Publishes into a file channel endlessly, and prints each number once it is published.</summary>
        public static Process StartWriter(string folder, int first) => Start("writer", folder, first);

        public static void Run()
        {
            switch (Environment.GetEnvironmentVariable(RoleVariable))
            {
                case "server":
                    RunServerAsync(Environment.GetEnvironmentVariable(FolderVariable)!).GetAwaiter().GetResult();
                    break;
                case "writer":
                    RunWriterAsync(Environment.GetEnvironmentVariable(FolderVariable)!, int.Parse(Environment.GetEnvironmentVariable(FirstVariable)!, CultureInfo.InvariantCulture)).GetAwaiter().GetResult();
                    break;
            }
        }

        private static Process Start(string role, string folder, int first)
        {
            var here = typeof(OrphanHook).Assembly.Location;
            var info = new ProcessStartInfo("dotnet")
            {
                ArgumentList = { Path.Combine(Path.GetDirectoryName(here)!, "bridge.dll") },
                UseShellExecute = false,
                RedirectStandardOutput = true,
            };
            info.Environment["DOTNET_STARTUP_HOOKS"] = here;
            info.Environment[RoleVariable] = role;
            info.Environment[FolderVariable] = folder;
            info.Environment[FirstVariable] = first.ToString(CultureInfo.InvariantCulture);
            return Process.Start(info)!;
        }

        private static async Task RunServerAsync(string folder)
        {
            var server = await RedisServerProcess.StartAsync(new RedisServerOptions { RunFolder = folder, Password = "p" });
            Console.WriteLine(server.ProcessId);
            await Task.Delay(Timeout.Infinite);
        }

        private static async Task RunWriterAsync(string folder, int first)
        {
            await using var channel = new FileTestChannel(maxSignals: 50, folder);
            for (var number = first; ; number++)
            {
                await channel.Publisher.PublishSignalAsync(Signals.At(number, 0));
                Console.WriteLine(number);
            }
        }
    }
}

/// <summary>Called by the runtime before Main (DOTNET_STARTUP_HOOKS).</summary>
[SuppressMessage("Design", "MA0047:Declare types in namespaces", Justification = "The runtime looks for a type of this name without a namespace.")]
[SuppressMessage("Design", "CA1050:Declare types in namespaces", Justification = "The runtime looks for a type of this name without a namespace.")]
internal static class StartupHook
{
    public static void Initialize()
    {
        // The program's own list of assemblies does not contain those of the tests.
        var here = Path.GetDirectoryName(typeof(StartupHook).Assembly.Location)!;
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(here, name.Name + ".dll") is var path && File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
        OrphanHook.Run();
    }
}
