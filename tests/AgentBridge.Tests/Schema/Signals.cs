using System.Globalization;
using System.Text;
using AgentBridge.Schema;
using FsCheck;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Schema;

/// <summary>Random valid signals and random layouts of them.</summary>
internal static class Signals
{
    private const string SymbolLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private static readonly string[] Characters = ["a", "Z", "7", " ", "\"", "\\", "/", "é", "突", "\u00a0", "\u2028", "\ufeff", "\uffff", "\U0001F600", "\U0010FFFF", "<", "&", "'"];

    public static Gen<TradingSignal> Valid { get; } = Gen.Choose(0, int.MaxValue).Select(seed => Make(new Random(seed)));

    public static Gen<(TradingSignal Signal, string Json)> Laid { get; } = Gen.Choose(0, int.MaxValue).Select(seed =>
    {
        var random = new Random(seed);
        var signal = Make(random);
        return (signal, Layout(signal, random));
    });

    private static TradingSignal Make(Random random)
    {
        var side = random.Next(2) == 0 ? SignalSide.Long : SignalSide.Short;
        var prices = Prices(random);
        if (side == SignalSide.Short)
        {
            Array.Reverse(prices);
        }

        var first = Math.Max(random.NextDouble(), 1e-9);
        var id = new byte[16];
        random.NextBytes(id);
        return new TradingSignal(
            new Guid(id),
            DateTimeOffset.UnixEpoch.AddMilliseconds(random.NextInt64(-62135596800000, 253402300800000)),
            Symbol(random),
            side,
            1 - random.NextDouble(),
            new SignalEntry(random.Next(2) == 0 ? EntryType.Market : EntryType.Limit, prices[1]),
            new RiskPlan(prices[0], new TakeProfits(new TakeProfit(prices[2], first), new TakeProfit(prices[3], 1 - first)), Math.Pow(10, -300 * random.NextDouble())),
            string.Concat(Enumerable.Range(0, random.Next(1, 61)).Select(_ => Characters[random.Next(Characters.Length)])));
    }

    /// <summary>Four ascending prices anywhere in the range of a double, often a single ulp apart.</summary>
    private static double[] Prices(Random random)
    {
        var price = random.Next(4) == 0 ? Math.Round(random.NextDouble() * 1e6, 2) + 0.01 : Math.Pow(10, random.Next(-323, 307)) * (1 + random.NextDouble());
        return [.. Enumerable.Range(0, 4).Select(_ => price = random.Next(2) == 0 ? Math.BitIncrement(price) : Math.BitIncrement(price * (1 + (random.NextDouble() / 100))))];
    }

    private static string Symbol(Random random)
    {
        string Part() => string.Concat(Enumerable.Range(0, random.Next(1, 21)).Select(_ => SymbolLetters[random.Next(SymbolLetters.Length)]));
        return Part() + "/" + Part() + (random.Next(3) == 0 ? ":" + Part() : "");
    }

    private static string Layout(TradingSignal signal, Random random)
    {
        string Number(double value) => random.Next(3) switch
        {
            0 => value.ToString("R", CultureInfo.InvariantCulture),
            1 => value.ToString("E16", CultureInfo.InvariantCulture),
            _ => CanonicalNumber.Format(value),
        };
        string Target(TakeProfit target) => Object(random, ("price", Number(target.Price)), ("size_pct", Number(target.SizePct)));
        return Space(random) + Object(
            random,
            ("version", Text(random, "1.0")),
            ("decision_id", Text(random, signal.DecisionId.ToString("D"))),
            ("timestamp", Text(random, SignalTimestamp.ToText(signal.Timestamp))),
            ("symbol", Text(random, signal.Symbol)),
            ("side", Text(random, SignalNames.Of(signal.Side))),
            ("confidence", Number(signal.Confidence)),
            ("entry", Object(random, ("type", Text(random, SignalNames.Of(signal.Entry.Type))), ("price", Number(signal.Entry.Price)))),
            ("risk", Object(
                random,
                ("initial_stop", Number(signal.Risk.InitialStop)),
                ("take_profits", "[" + Target(signal.Risk.TakeProfits.First) + Space(random) + "," + Target(signal.Risk.TakeProfits.Second) + Space(random) + "]"),
                ("max_capital_pct", Number(signal.Risk.MaxCapitalPct)))),
            ("rationale", Text(random, signal.Rationale))) + Space(random);
    }

    private static string Object(Random random, params (string Name, string Json)[] members)
    {
        random.Shuffle(members);
        return "{" + string.Join(",", members.Select(m => Space(random) + Text(random, m.Name) + Space(random) + ":" + Space(random) + m.Json + Space(random))) + "}";
    }

    private static string Space(Random random) => random.Next(4) == 0 ? new string(" \t\r\n"[random.Next(4)], random.Next(3)) : "";

    private static string Text(Random random, string text)
    {
        var json = new StringBuilder("\"");
        foreach (var unit in text)
        {
            if (unit is '"' or '\\' || random.Next(12) == 0)
            {
                json.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            }
            else if (char.IsSurrogate(unit))
            {
                // Either both surrogates are escaped or none: a raw one is not UTF-8.
                json.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
            }
            else
            {
                json.Append(unit is '/' && random.Next(2) == 0 ? "\\/" : unit.ToString());
            }
        }

        return json.Append('"').ToString();
    }
}
