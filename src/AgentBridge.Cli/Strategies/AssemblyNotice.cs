using AgentBridge.Engine;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>The warning that another assembly decides under a name and version that the journal folder has already recorded.</summary>
internal static class AssemblyNotice
{
    /// <summary>Records the strategy in the folder, and warns if its assembly has changed since it last decided there.</summary>
    /// <param name="folder">The journal folder, opened.</param>
    /// <param name="strategy">The strategy with its options.</param>
    /// <param name="say">Receives the warning.</param>
    /// <exception cref="JournalException">The folder can't be read or written.</exception>
    public static void IfChanged(string folder, Strategy strategy, Action<string> say)
    {
        if (KnownAssemblies.Note(folder, strategy) is { } warning)
        {
            say(warning);
        }
    }
}
