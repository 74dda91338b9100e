using System.Diagnostics;

namespace AgentBridge.CrashChild;

/// <summary>Ends the process with SIGKILL at the n-th step.</summary>
public sealed class KillHook(int target) : IDiskHook
{
    private int _steps;

    public bool Wants(string operation, string path, int written) => ++_steps == target;

    public void Fire(string operation, string path)
    {
        using var self = Process.GetCurrentProcess();
        self.Kill();
        using var never = new ManualResetEventSlim();
        never.Wait();
    }
}
