using System.Diagnostics;
using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;

namespace AgentBridge.Cli;

/// <summary>
/// What ends a child once this process has died, however it died (Linux; elsewhere there is none): a shell that waits at a pipe whose other end is
/// open in this process alone. The pipe's end without a word is our death: the child gets SIGTERM once, and SIGKILL if it still lives a minute later.
/// </summary>
/// <remarks>
/// The kernel's own signal of a parent's death is no help: it is bound to the thread that started the child, and is sent anew for each thread of a
/// dying process, so that a program which is shutting down is told again and never comes to its end.
/// </remarks>
internal sealed class ParentWatch
{
    private const int MostFarewells = 1_000;

    // The shell that becomes the program leaves the watching one behind, nobody's child, before it does so: at no moment is the child alone.
    // Its id may be another process's by the time of our death, so its start is compared too.
    private const string Script = """
        exec 9<"$1" || exit 127
        shift
        start() { IFS= read -r line <"/proc/$$/stat" || return 1; set -- ${line##*") "}; started=${20}; }
        start || exit 127
        mark=$started
        (
          (
            trap '' HUP INT TERM
            exec </dev/null >/dev/null 2>&1
            cd /
            PATH=/usr/bin:/bin
            if IFS= read -r _ <&9; then exit; fi
            lives() { start && [ "$started" = "$mark" ]; }
            lives && kill -TERM $$
            n=0
            while [ $n -lt 60 ] && lives; do sleep 1; n=$((n + 1)); done
            lives && kill -KILL $$
          ) &
        )
        exec 9<&-
        exec "$@"
        """;

    // A plain sh hands on only those variables of the environment whose names it could use itself. bash reads no file of the user's with -p.
    private static readonly (string Path, string[] Options)[] Shells = [("/bin/bash", ["-p"]), ("/usr/bin/bash", ["-p"]), ("/bin/sh", [])];

    private static readonly TimeSpan FarewellPoll = TimeSpan.FromMilliseconds(2);

    private readonly AnonymousPipeServerStream _pipe;
    private readonly (string Path, string[] Options) _shell;
    private readonly string _pipePath;

    private ParentWatch(AnonymousPipeServerStream pipe, (string Path, string[] Options) shell, string pipePath) => (_pipe, _shell, _pipePath) = (pipe, shell, pipePath);

    /// <summary>Opens one for a child that is about to be started; <see langword="null"/> where there is none on this system.</summary>
    public static ParentWatch? TryOpen()
    {
        var shell = Array.Find(Shells, s => File.Exists(s.Path));
        if (!OperatingSystem.IsLinux() || shell.Path is null)
        {
            return null;
        }

        var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        pipe.DisposeLocalCopyOfClientHandle();
        var path = FormattableString.Invariant($"/proc/{Environment.ProcessId}/fd/{Descriptor(pipe.SafePipeHandle)}");
        if (Path.Exists(path))
        {
            return new(pipe, shell, path);
        }

        pipe.Dispose();
        return null;
    }

    /// <summary>What is to be started so that it becomes the program, watched.</summary>
    /// <param name="path">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public ProcessStartInfo StartInfo(string path, IReadOnlyList<string> arguments) => new(_shell.Path, [.. _shell.Options, "-c", Script, Path.GetFileName(path), _pipePath, path, .. arguments]);

    /// <summary>Lets the watching shell go, and waits until it has gone: the child has ended.</summary>
    public async Task ReleaseAsync()
    {
        try
        {
            // It leaves at the first line; that nobody can be written to any more shows that it has.
            for (var n = 0; n < MostFarewells; n++)
            {
                _pipe.WriteByte((byte)'\n');
                await Task.Delay(FarewellPoll).ConfigureAwait(false);
            }
        }
        catch (IOException)
        {
            // It has.
        }
        finally
        {
            await _pipe.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static int Descriptor(SafePipeHandle handle) => (int)handle.DangerousGetHandle();
}
