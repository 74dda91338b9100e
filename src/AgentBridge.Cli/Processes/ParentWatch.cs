using System.Diagnostics;
using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;

namespace AgentBridge.Cli;

/// <summary>
/// Ends a child once this process has died for any reason (Linux only): a shell that waits at a pipe of which the other end is
/// open in this process alone. If the pipe closes without a message, this process has died: the child gets SIGTERM, and SIGKILL if it is still alive a minute later.
/// </summary>
/// <remarks>
/// The kernel's own parent-death signal is no help: it is bound to the thread that started the child, and is sent again for each thread of a
/// dying process, so that a program that is shutting down is interrupted again and never finishes.
/// </remarks>
internal sealed class ParentWatch
{
    private const int MaxReleases = 1_000;

    // The shell starts the watcher, as an orphan, before it becomes the program: at no moment is the child unwatched.
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

    // A plain sh passes on only environment variables with names valid in sh. With -p, bash reads none of the user's files.
    private static readonly (string Path, string[] Options)[] Shells = [("/bin/bash", ["-p"]), ("/usr/bin/bash", ["-p"]), ("/bin/sh", [])];

    private static readonly TimeSpan ReleasePoll = TimeSpan.FromMilliseconds(2);

    private readonly AnonymousPipeServerStream _pipe;
    private readonly (string Path, string[] Options) _shell;
    private readonly string _pipePath;

    private ParentWatch(AnonymousPipeServerStream pipe, (string Path, string[] Options) shell, string pipePath) => (_pipe, _shell, _pipePath) = (pipe, shell, pipePath);

    /// <summary>Opens one for a child that is about to be started; <see langword="null"/> if this system does not support it.</summary>
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

    /// <summary>The command that starts the program with a watcher.</summary>
    /// <param name="path">The program's path.</param>
    /// <param name="arguments">Passed one by one; no shell interprets them.</param>
    public ProcessStartInfo StartInfo(string path, IReadOnlyList<string> arguments) => new(_shell.Path, [.. _shell.Options, "-c", Script, Path.GetFileName(path), _pipePath, path, .. arguments]);

    /// <summary>Releases the watching shell and waits for its end, after the child has ended.</summary>
    public async Task ReleaseAsync()
    {
        try
        {
            // It exits at the first line; a failing write shows that it has.
            for (var n = 0; n < MaxReleases; n++)
            {
                _pipe.WriteByte((byte)'\n');
                await Task.Delay(ReleasePoll).ConfigureAwait(false);
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
