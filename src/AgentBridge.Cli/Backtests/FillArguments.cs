using System.CommandLine;
using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>The options of the rules <c>realistic</c>: their parameters.</summary>
internal sealed class FillArguments
{
    private static readonly FillOptions Standard = new();

    private readonly Option<double> _slippage = Of("--slippage", "How much worse than its price a fill is, as a fraction", nameof(FillOptions.Slippage), Standard.Slippage);
    private readonly Option<double> _spread = Of("--spread", "The distance of ask and bid, as a fraction of the price; a fill is worse by half of it", nameof(FillOptions.Spread), Standard.Spread);
    private readonly Option<double> _volumeLimit = Of("--volume-limit", "The largest share of a candle's volume that fills may take; 0 for no limit", nameof(FillOptions.VolumeLimit), Standard.VolumeLimit);
    private readonly Option<double> _priceImpact = Of("--price-impact", "A fill is worse by this times the square of its share of the candle's volume, as a fraction; needs --volume-limit", nameof(FillOptions.PriceImpact), Standard.PriceImpact);
    private readonly Option<int> _latency = GlobalOptions.Of("--latency", "How long an order is on its way, in milliseconds; it acts from the first open on at which it has arrived", "MS", FillOptions.Model.Of(nameof(FillOptions.LatencyMs)), Standard.LatencyMs);
    private readonly Option<double> _fundingRate = Of("--funding-rate", "What a trade pays every 8 hours, as a fraction of its value; below 0 it receives", nameof(FillOptions.FundingRate), Standard.FundingRate);
    private readonly Option<double?> _makerFee = GlobalOptions.Of<double?>("--maker-fee", "The fee of targets that rest, as a fraction (default: that of --fee)", "X", FillOptions.Model.Of(nameof(FillOptions.MakerFee)), null);
    private readonly Option<bool> _limitTargets = new("--limit-targets") { Description = "Realistic: targets rest at the exchange and fill at their price, for the maker's fee, once the price was above it (default: sold at the market)" };
    private readonly Option<double> _minRLeft = Of("--min-r-left", "How much of R must lie between the open and the stop", nameof(FillOptions.MinRLeft), Standard.MinRLeft);

    private Option[] All => [_slippage, _spread, _volumeLimit, _priceImpact, _latency, _fundingRate, _makerFee, _limitTargets, _minRLeft];

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Refuses parameters that the chosen rules don't have.</summary>
    /// <exception cref="CliException">One was given.</exception>
    public void Require(ParseResult parsed, BacktestRules rules)
    {
        if (rules.Fills is null && All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
        {
            throw new CliException(ExitCodes.Usage, $"{given.Name} is a parameter of --rules {BacktestRules.Realistic.Name}; {rules.Name} has none, as Freqtrade's backtest has none");
        }
    }

    /// <summary>The rules with these parameters.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="rules">The chosen rules; those of Freqtrade stay as they are.</param>
    /// <param name="fee">The fee per side, as a fraction.</param>
    /// <exception cref="CliException">Two parameters contradict each other.</exception>
    public BacktestRules Read(ParseResult parsed, BacktestRules rules, double fee)
    {
        if (rules.Fills is null)
        {
            return rules;
        }

        var fills = new FillOptions
        {
            Slippage = parsed.GetValue(_slippage),
            Spread = parsed.GetValue(_spread),
            VolumeLimit = parsed.GetValue(_volumeLimit),
            PriceImpact = parsed.GetValue(_priceImpact),
            LatencyMs = parsed.GetValue(_latency),
            FundingRate = parsed.GetValue(_fundingRate),
            MakerFee = parsed.GetValue(_makerFee) ?? fee,
            LimitTargets = parsed.GetValue(_limitTargets),
            MinRLeft = parsed.GetValue(_minRLeft),
        };
        if (fills is { PriceImpact: > 0, VolumeLimit: 0 })
        {
            throw new CliException(ExitCodes.Usage, "--price-impact needs --volume-limit above 0: without it a fill may be larger than the candle's volume");
        }

        if (!fills.LimitTargets && parsed.GetValue(_makerFee) is not null)
        {
            throw new CliException(ExitCodes.Usage, "--maker-fee needs --limit-targets: all other orders take, and pay --fee");
        }

        return BacktestRules.RealisticWith(fills);
    }

    private static Option<double> Of(string name, string description, string property, double standard) =>
        GlobalOptions.Of(name, $"Realistic: {char.ToLowerInvariant(description[0])}{description[1..]}", "X", FillOptions.Model.Of(property), standard);
}
