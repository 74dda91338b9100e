namespace AgentBridge.Cli;

/// <summary>What the script of a report draws; the candles are beside it.</summary>
/// <param name="Title">Where the signals come from.</param>
/// <param name="Subtitle">Pairs, timeframe, time and rules.</param>
/// <param name="Currency">The quote currency.</param>
/// <param name="StepMs">The length of a candle in milliseconds.</param>
/// <param name="Sha256">The hash of the rules, the settings, the markets and the trades.</param>
/// <param name="Cards">The figures at the top.</param>
/// <param name="Pairs">The pairs, in their order.</param>
/// <param name="Equity">The equity at enough times to draw it.</param>
/// <param name="Months">The change of the equity in each month.</param>
/// <param name="Exits">The names of the exit reasons that occur.</param>
/// <param name="Trades">The trades, in the order in which they closed.</param>
/// <param name="Tables">Tables of figures.</param>
/// <param name="Assumptions">What was assumed.</param>
internal sealed record ReportDocument(
    string Title,
    string Subtitle,
    string Currency,
    long StepMs,
    string Sha256,
    IReadOnlyList<ReportCard> Cards,
    IReadOnlyList<ReportPair> Pairs,
    EquityCourse Equity,
    IReadOnlyList<MonthlyReturn> Months,
    IReadOnlyList<string> Exits,
    ReportTrades Trades,
    IReadOnlyList<ReportTable> Tables,
    IReadOnlyList<string> Assumptions);

/// <summary>A figure at the top.</summary>
/// <param name="Label">Its short name.</param>
/// <param name="Value">Its text.</param>
/// <param name="Tone">1 for good, -1 for bad, 0 for neither.</param>
internal sealed record ReportCard(string Label, string Value, int Tone);

/// <summary>A pair's candles.</summary>
/// <param name="Name">The pair, as BTC/USDT.</param>
/// <param name="FirstMs">The open of the first candle, in Unix milliseconds.</param>
/// <param name="Count">How many candles there are, without gaps.</param>
/// <param name="Decimals">How many decimals its prices have.</param>
internal sealed record ReportPair(string Name, long FirstMs, int Count, int Decimals);

/// <summary>A table of texts.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Columns">The headings of its columns.</param>
/// <param name="Rows">Its cells, row by row.</param>
internal sealed record ReportTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
