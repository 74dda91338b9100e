using AgentBridge.Signals;

namespace AgentBridge.Benchmarks;

/// <summary>
/// <c>results [--strategy NAME[;K=V…]]… [--readmes] PAIR,TIMEFRAME=FILE…</c>: the table of each strategy; with <c>--readmes</c> it replaces the one in
/// the strategy's README, between <c>&lt;!-- results --&gt;</c> and <c>&lt;!-- /results --&gt;</c>.
/// </summary>
internal static class ResultsProgram
{
    private const string Start = "<!-- results -->\n";
    private const string End = "<!-- /results -->";

    private static readonly (string Name, string Folder)[] Setups =
    [
        ("breakout", "Breakout"),
        ("momentum", "Momentum"),
        ("macd", "Macd"),
        ("bollinger", "Bollinger"),
        ("mean-reversion", "MeanReversion"),
        ("stochastic", "Stochastic"),
        ("rsi2", "Rsi2"),
        ("supertrend", "Supertrend"),
    ];

    public static int Run(string[] args)
    {
        var chosen = new List<string>();
        var files = new List<string>();
        var isForReadmes = false;
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] is "--strategy" && i + 1 < args.Length)
            {
                chosen.Add(args[++i]);
            }
            else if (args[i] is "--readmes")
            {
                isForReadmes = true;
            }
            else
            {
                files.Add(args[i]);
            }
        }

        var markets = files.Select(ResultFile.Read).Select(file => (File: file, Market: new PaperMarket(file.Candles))).Select(f => (f.File, f.Market, Random: new RandomEntries(f.Market))).ToList();
        foreach (var name in chosen.Count > 0 ? chosen : [.. Setups.Select(s => s.Name)])
        {
            var parts = name.Split(';', 2);
            var table = ResultsTable.Of(StrategyCatalog.BuiltIn.Find(parts[0]).Bind(parts.ElementAtOrDefault(1), 1), markets);
            Console.WriteLine($"{name}\n\n{table}\n");
            if (isForReadmes && Setups.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.Ordinal)).Folder is { } folder)
            {
                Replace(Path.Combine(Checkout.Root, "src", "AgentBridge.Signals", folder, "README.md"), table);
            }
        }

        return 0;
    }

    private static void Replace(string readme, string table)
    {
        var text = File.ReadAllText(readme);
        var from = text.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        var to = text.IndexOf(End, StringComparison.Ordinal);
        if (from < Start.Length || to < from)
        {
            throw new InvalidOperationException($"{readme} has no {Start.Trim()} and {End} after it.");
        }

        File.WriteAllText(readme, $"{text[..from]}{table}\n{text[to..]}");
    }
}
