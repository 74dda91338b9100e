using System.Globalization;
using System.Text.Json;
using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>The leverage tiers of a file in Freqtrade's form, such as its own <c>binance_leverage_tiers.json</c>.</summary>
internal static class LeverageTiersFile
{
    private const string Name = "binance_leverage_tiers.json";
    private const int MostBytes = 1 << 26;

    /// <summary>The file of an installed release; <see langword="null"/> if there is none.</summary>
    public static string? Find(FreqtradeEnvironment environment)
    {
        var library = Path.Combine(environment.Folder, "lib");
        return Directory.Exists(library)
            ? Directory.EnumerateDirectories(library, "python3*").Select(python => Path.Combine(python, "site-packages", "freqtrade", "exchange", Name)).FirstOrDefault(File.Exists)
            : null;
    }

    /// <summary>Sets the tiers of an input's futures.</summary>
    /// <param name="input">What to run on.</param>
    /// <param name="path">The file; <see langword="null"/> if there is none, so that nothing is liquidated.</param>
    /// <param name="host">The program's environment.</param>
    /// <exception cref="CliException">The file can't be read, or lacks a pair.</exception>
    public static BacktestInput Apply(BacktestInput input, string? path, CliHost host)
    {
        if (!input.Pairs[0].IsFuture)
        {
            return input;
        }

        if (path is null)
        {
            return input with { Assumptions = [.. input.Assumptions, .. input.Pairs.Select(pair => $"{pair.Candles.Symbol}: no liquidation, as no leverage tiers are known (--leverage-tiers)")] };
        }

        using var document = Open(path, host);
        return input with { Pairs = [.. input.Pairs.Select(pair => pair with { Market = pair.Market with { LeverageTiers = Of(document.RootElement, pair.Candles.Symbol, path) } })] };
    }

    private static JsonDocument Open(string path, CliHost host)
    {
        try
        {
            return JsonDocument.Parse(SignalFile.ReadBytes(path, host, MostBytes));
        }
        catch (JsonException exception)
        {
            throw new CliException(ExitCodes.Usage, $"{path}: TIERS_INVALID: no JSON: {exception.Message}", exception);
        }
    }

    private static IReadOnlyList<LeverageTier> Of(JsonElement root, string pair, string path)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(pair, out var tiers) || tiers.ValueKind != JsonValueKind.Array || tiers.GetArrayLength() == 0)
        {
            throw new CliException(ExitCodes.Usage, $"{path}: TIERS_MISSING: it has no leverage tiers of {pair}, without which Freqtrade refuses to backtest it");
        }

        try
        {
            return [.. tiers.EnumerateArray().Select(tier => new LeverageTier(
                tier.GetProperty("minNotional").GetDouble(),
                tier.GetProperty("maxNotional") is { ValueKind: JsonValueKind.Number } most ? most.GetDouble() : double.PositiveInfinity,
                tier.GetProperty("maintenanceMarginRate").GetDouble(),
                NumberOf(tier.GetProperty("info").GetProperty("cum"))))];
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new CliException(ExitCodes.Usage, $"{path}: TIERS_INVALID: {pair}: expected minNotional, maxNotional, maintenanceMarginRate and info.cum", exception);
        }
    }

    /// <summary>A number, which the exchange writes as one or as a text.</summary>
    private static double NumberOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture) : value.GetDouble();
}
