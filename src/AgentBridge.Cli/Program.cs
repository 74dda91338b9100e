using System.Text;
using AgentBridge.Cli;

// Results are UTF-8 whatever the terminal's locale says: other programs hash them.
if (Console.OutputEncoding.CodePage != Encoding.UTF8.CodePage)
{
    Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
}

SizeLimitSignal.Ignore();
return await BridgeProgram.RunAsync(args, CliHost.ForProcess());
