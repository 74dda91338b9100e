using System.Globalization;
using AgentBridge.Cli;
using AgentBridge.FastClock;

// SPEED ORIGIN_MS ARGUMENTS…    bridge ARGUMENTS with a clock that runs SPEED times as fast from the real time ORIGIN_MS on; processes with the same two have the same time
var clock = new FastTime(double.Parse(args[0], CultureInfo.InvariantCulture), DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(args[1], CultureInfo.InvariantCulture)));
return await BridgeProgram.RunAsync(args[2..], CliHost.ForProcess() with { Clock = clock });
