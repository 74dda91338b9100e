namespace AgentBridge.Tests.Engine;

/// <summary>A mount for one test, removed after it.</summary>
internal sealed class Mount : IAsyncDisposable
{
    private readonly string _target;

    private Mount(string target) => _target = target;

    /// <summary>Mounts; <see langword="null"/> if this user may not.</summary>
    public static async Task<Mount?> TryAsync(string target, params string[] arguments)
    {
        if (!OperatingSystem.IsLinux() || !Child.Has("mount"))
        {
            return null;
        }

        return (await Child.StartAsync("mount", arguments)).ExitCode == 0 ? new Mount(target) : null;
    }

    public async Task MakeReadOnlyAsync() =>
        (await Child.StartAsync("mount", ["-o", "remount,bind,ro", _target])).ExitCode.Should().Be(0);

    public async ValueTask DisposeAsync() => (await Child.StartAsync("umount", [_target])).ExitCode.Should().Be(0);
}
