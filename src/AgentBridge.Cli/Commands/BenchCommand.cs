using System.CommandLine;

namespace AgentBridge.Cli;

/// <summary><c>bridge bench</c></summary>
internal static class BenchCommand
{
    public static Command Create(CliHost host)
    {
        var rest = new Argument<string[]>("ARGUMENTS") { Description = "Passed on: --filter NAME, --quick", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("bench", "Measures speed and memory, with the machine and the hash of each output") { rest };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var root = Tools.RequireRoot(host, "bench");
            var program = Path.Combine(root, ".artifacts", "bin", "AgentBridge.Benchmarks", "release", "AgentBridge.Benchmarks.dll");
            if (!File.Exists(program))
            {
                throw new CliException(ExitCodes.Usage, "the benchmarks are not built; run ./bridge bench from the checkout");
            }

            string[] json = parsed.GetValue(GlobalOptions.Json) ? ["--json"] : [];
            return await Tools.RunAsync(host.Dotnet, ["exec", program, .. json, .. parsed.GetValue(rest) ?? [], .. parsed.UnmatchedTokens], root, null, cancellationToken);
        });
        return command;
    }
}
