using System.CommandLine;
using System.Globalization;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary><c>bridge indicators [NAME]</c></summary>
internal static class IndicatorsCommand
{
    public static Command Create(CliHost host)
    {
        var name = new Argument<string?>("NAME") { Description = "One indicator, with its parameters and its formula", Arity = ArgumentArity.ZeroOrOne };
        var parameters = new Option<string[]>("--param") { Description = "A parameter of the indicator, repeatable (default: the indicator's own defaults)", HelpName = "NAME=VALUE", AllowMultipleArgumentsPerToken = false };
        var candles = new CandleOptions("The candle file to compute the indicator on; its gaps are filled flat, as for strategies");
        var symbol = GlobalOptions.Symbol();
        var timeframe = GlobalOptions.Timeframe();
        var quarantine = GlobalOptions.Quarantine();
        var output = new Option<string?>("--out") { Description = "The CSV file to write: a row for each candle, with its timestamp and the indicator's outputs; a cell without a value is empty", HelpName = "FILE.csv" };
        var command = new Command("indicators", "Lists the indicators, and computes one on a candle file") { parameters, candles.Candles, candles.Pairs, candles.TimeUnit, symbol, timeframe, quarantine, output };
        command.Arguments.Add(name);
        command.SetAction(parsed =>
        {
            var json = parsed.GetValue(GlobalOptions.Json);
            var given = parsed.GetValue(parameters) ?? [];
            var files = parsed.GetValue(candles.Candles) ?? [];
            var place = parsed.GetValue(output);
            if (parsed.GetValue(name) is not { } one)
            {
                RequireNone(given.Length > 0, "--param");
                RequireNone(files.Length > 0, "--candles");
                RequireNone(place is not null, "--out");
                return List(host, json);
            }

            var chosen = ChosenIndicator.Of(one, given);
            if (files.Length == 0 || place is null)
            {
                return files.Length == 0 && place is null ? Describe(chosen, host, json)
                    : throw new CliException(ExitCodes.Usage, files.Length == 0 ? "--out also needs --candles FILE, the candles to compute the indicator on" : "--candles also needs --out FILE.csv, the file to write");
            }

            var settings = Settings.Load(parsed, host).Config;
            var file = CandleFiles.Settle(
                candles.Read(parsed, parsed.GetValue(symbol), parsed.GetValue(timeframe), host).Single(),
                parsed.GetValue(symbol),
                parsed.GetValue(timeframe),
                settings,
                host,
                CandleOptions.UnitOf(parsed.GetValue(candles.TimeUnit)));
            var target = OutputFile.Settle(place, host, file.Path);
            Show(IndicatorValues.Write(chosen, CandleFiles.Read(file, parsed.GetValue(quarantine), host), target, place, host), host, json);
            return ExitCodes.Success;
        });
        return command;
    }

    private static void RequireNone(bool isGiven, string option)
    {
        if (isGiven)
        {
            throw new CliException(ExitCodes.Usage, $"{option} is for one indicator: name it, such as bridge indicators {IndicatorCatalog.All[0].Name} {option} …");
        }
    }

    private static int List(CliHost host, bool json)
    {
        var all = IndicatorCatalog.All.Select(static d => new ChosenIndicator(d, d.With())).ToList();
        if (json)
        {
            JsonOut.Write(host, [.. all.Select(IndicatorDocument.Of)], DocumentJson.Default.IReadOnlyListIndicatorDocument);
            return ExitCodes.Success;
        }

        TextTable.Write(
            host,
            title: null,
            ["indicator", "parameters", "outputs", "first value", "warm-up", "name", "source"],
            all.Select(static c => (IReadOnlyList<string>)[
                c.Descriptor.Name,
                c.Text,
                string.Join(' ', c.Descriptor.Outputs),
                c.FirstValue.ToString(CultureInfo.InvariantCulture),
                WarmUp(c),
                c.Descriptor.Title,
                c.Descriptor.Source]),
            3,
            4);
        return ExitCodes.Success;
    }

    private static int Describe(ChosenIndicator chosen, CliHost host, bool json)
    {
        if (json)
        {
            JsonOut.Write(host, [IndicatorDocument.Of(chosen)], DocumentJson.Default.IReadOnlyListIndicatorDocument);
            return ExitCodes.Success;
        }

        host.Out.WriteLine($"{chosen.Descriptor.Name}: {chosen.Descriptor.Title} ({chosen.Descriptor.Source})");
        host.Out.WriteLine($"formula      {chosen.Descriptor.Formula}");
        host.Out.WriteLine($"outputs      {string.Join(", ", chosen.Descriptor.Outputs)}");
        host.Out.WriteLine(FormattableString.Invariant($"first value  at candle {chosen.FirstValue}"));
        host.Out.WriteLine(chosen.WarmUp is null
            ? "warm-up      none is enough: the values always depend on the first candle"
            : FormattableString.Invariant($"warm-up      {chosen.WarmUp} candles, after which the values no longer depend on the first candle"));
        if (chosen.Descriptor.Parameters.Length > 0)
        {
            TextTable.Write(
                host,
                "parameters: --param NAME=VALUE",
                ["parameter", "range", "default", "value", "meaning"],
                chosen.Descriptor.Parameters.Select(p => (IReadOnlyList<string>)[p.Name, p.Expected, Number(p.Default), Number(chosen.Parameters[p.Name]), p.Meaning]));
        }

        return ExitCodes.Success;
    }

    private static void Show(IndicatorValuesDocument made, CliHost host, bool json)
    {
        if (made.Refused.Count > 0)
        {
            host.Error.WriteLine($"bridge: the indicator refused {string.Join(", ", made.Refused.Select(r => FormattableString.Invariant($"{r.Value} candle{(r.Value == 1 ? string.Empty : "s")} with {r.Key}")))}; {(made.Refused.Values.Sum() == 1 ? "its" : "their")} cells are empty");
        }

        if (json)
        {
            JsonOut.Write(host, made, DocumentJson.Default.IndicatorValuesDocument);
            return;
        }

        // The file may be stdout itself.
        (OutputFile.IsDevice(host.FullPath(made.File)) ? host.Error : host.Out).WriteLine(
            FormattableString.Invariant($"{made.File}: {made.Indicator} of {made.Symbol} {made.Timeframe}: {made.Candles} candles, {made.Values} with a value"));
    }

    private static string WarmUp(ChosenIndicator chosen) => chosen.WarmUp?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
