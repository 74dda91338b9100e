using System.CommandLine;

namespace AgentBridge.Cli;

/// <summary>A command that runs another program, which handles stop signals itself and ends in its own time.</summary>
internal sealed class PassThroughCommand(string name, string description) : Command(name, description);
