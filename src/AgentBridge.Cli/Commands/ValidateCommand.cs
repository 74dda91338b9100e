using System.CommandLine;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary><c>bridge validate FILE…</c></summary>
internal static class ValidateCommand
{
    private const int MaxFileBytes = 64 << 20;

    private sealed record Verdict(string File, SignalViolation? Violation);

    public static Command Create(CliHost host)
    {
        var files = new Argument<string[]>("FILE") { Description = "Files with one signal each; of a .jsonl file every line is one", Arity = ArgumentArity.OneOrMore };
        var command = new Command("validate", "Checks whether each file is a signal of contract v1.0, and prints the violation code if not") { files };
        command.SetAction(parsed =>
        {
            var verdicts = parsed.GetRequiredValue(files).SelectMany(file => Judge(file, host)).ToList();
            if (parsed.GetValue(GlobalOptions.Json))
            {
                WriteJson(host, verdicts);
            }
            else
            {
                verdicts.ForEach(v => host.Out.WriteLine(v.Violation is { } violation ? $"invalid  {v.File}  {violation}" : $"valid    {v.File}"));
            }

            return verdicts.TrueForAll(v => v.Violation is null) ? ExitCodes.Success : ExitCodes.CheckFailed;
        });
        return command;
    }

    private static IEnumerable<Verdict> Judge(string file, CliHost host)
    {
        var bytes = SignalFile.ReadBytes(file, host, MaxFileBytes);
        if (!file.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase))
        {
            return [new(file, SignalJson.TryRead(bytes, out _, out var violation) ? null : violation)];
        }

        return Lines(bytes).Select((line, index) => new Verdict(
            FormattableString.Invariant($"{file}:{index + 1}"),
            SignalJson.TryRead(line.Span, out _, out var violation) ? null : violation));
    }

    private static List<ReadOnlyMemory<byte>> Lines(ReadOnlyMemory<byte> bytes)
    {
        var lines = new List<ReadOnlyMemory<byte>>();
        while (!bytes.IsEmpty)
        {
            var end = bytes.Span.IndexOf((byte)'\n');
            lines.Add(end < 0 ? bytes : bytes[..end]);
            bytes = end < 0 ? default : bytes[(end + 1)..];
        }

        return lines;
    }

    private static void WriteJson(CliHost host, List<Verdict> verdicts) => JsonOut.Write(
        host,
        [.. verdicts.Select(v => new ValidateDocument(v.File, v.Violation is null, v.Violation?.Name, v.Violation?.Field, v.Violation?.Message))],
        DocumentJson.Default.IReadOnlyListValidateDocument);
}
