using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.ExchangeSimulator;

/// <summary>One symbol of the exchange: its recorded candles and its filters.</summary>
public sealed record SimulatedMarket
{
    private const double Greatest = 1e15;

    /// <summary>How these options are read and checked.</summary>
    public static OptionsModel<SimulatedMarket> Model { get; } = OptionsModel.Build(
        "market", static () => new SimulatedMarket { Candles = GeneratedCandles.Create(new GeneratedCandlesOptions { Count = 2 }) }, OptionTypes.Settings);

    /// <summary>The recorded candles, possible ones, on one grid; gaps are served as gaps and played flat.</summary>
    public required CandleSeries Candles { get; init; }

    /// <summary>The least price step.</summary>
    /// <value>&gt; 0; by default 10^-d, where d is the maximum number of decimals (at most 8) among the recorded prices.</value>
    [Range(0.0, Greatest, MinimumIsExclusive = true), Description("the minimum price step")]
    public double? TickSize { get; init; }

    /// <summary>The step of amounts, and the least amount where <see cref="MinAmount"/> is not set, in the base currency.</summary>
    /// <value>&gt; 0; 0.00001 by default.</value>
    [Range(0.0, Greatest, MinimumIsExclusive = true), Description("the minimum amount and its step, in the base currency")]
    public double StepSize { get; init; } = 0.00001;

    /// <summary>The least value of an order, in the quote currency.</summary>
    /// <value>≥ 0; 5 by default.</value>
    [Range(0.0, Greatest), Description("the minimum value of an order, in the quote currency")]
    public double MinNotional { get; init; } = 5;

    /// <summary>The least amount of an order, in the base currency.</summary>
    /// <value>&gt; 0; <see cref="StepSize"/> by default.</value>
    [Range(0.0, Greatest, MinimumIsExclusive = true), Description("the minimum amount of an order, in the base currency")]
    public double? MinAmount { get; init; }

    /// <summary>The largest amount of an order, in the base currency.</summary>
    /// <value>&gt; 0; 100,000,000 by default.</value>
    [Range(0.0, Greatest, MinimumIsExclusive = true), Description("the maximum amount of an order, in the base currency")]
    public double MaxAmount { get; init; } = 100_000_000;

    /// <summary>The largest value of an order, in the quote currency.</summary>
    /// <value>&gt; 0; 1,000,000,000 by default.</value>
    [Range(0.0, Greatest, MinimumIsExclusive = true), Description("the maximum value of an order, in the quote currency")]
    public double MaxNotional { get; init; } = 1_000_000_000;

    /// <summary>The amount on each level of the order book, in the quote currency.</summary>
    /// <value>&gt; 0; 1,000,000 by default, so an ordinary order is filled at the best price.</value>
    [Range(0.0, Greatest, MinimumIsExclusive = true), Description("the amount on each level of the order book, in the quote currency")]
    public double BookNotional { get; init; } = 1_000_000;
}
