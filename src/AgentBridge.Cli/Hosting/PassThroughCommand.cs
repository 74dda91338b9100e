using System.CommandLine;

namespace AgentBridge.Cli;

/// <summary>A command that is another program: that one ends in its own way and time when it is told to.</summary>
internal sealed class PassThroughCommand(string name, string description) : Command(name, description);
