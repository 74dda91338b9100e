using System.Diagnostics.CodeAnalysis;
using System.Text;
using AgentBridge.Cli.Fuzzing;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AgentBridge.Tests.Fuzzing;

[Trait(Cost.Key, Cost.Slow)]

public sealed class SignalFuzzerTests
{
    private const int Messages = 100_000;
    private const int FaultMessages = 10_000;

    [Fact]
    public void Run_HundredThousandMessages_FindsNothing()
    {
        var report = SignalFuzzer.Run(Messages, seed: 1);

        report.Findings.Should().BeEmpty();
        report.Passed.Should().BeTrue();
        (report.Crashes, report.Mismatches).Should().Be((0, 0));
        (report.Accepted + report.Rejected).Should().Be(Messages);
        report.Accepted.Should().BeGreaterThan(Messages / 10, "the oracle needs some accepted messages");
        report.Rejected.Should().BeGreaterThan(Messages / 3);
    }

    [Fact]
    public void Create_ManyMessages_ReachEveryViolation()
    {
        var seen = Enumerable.Range(0, 20_000).Select(index => SignalJson.TryRead(FuzzMessages.Create(1, index), out _, out var violation) ? ViolationCode.Unspecified : violation.Code).ToHashSet();

        seen.Should().BeEquivalentTo(Enum.GetValues<ViolationCode>());
    }

    [Fact]
    public void Run_SameSeed_IsTheSameRun()
    {
        var one = SignalFuzzer.Run(2000, seed: 7);

        SignalFuzzer.Run(2000, seed: 7).Should().BeEquivalentTo(one);
        SignalFuzzer.Run(2000, seed: 8).Accepted.Should().NotBe(one.Accepted);
        FuzzMessages.Create(7, 1999).Should().Equal(FuzzMessages.Create(7, 1999));
        FuzzMessages.Create(-1, 0).Should().NotEqual(FuzzMessages.Create(1, 0));
    }

    [Fact]
    public void Run_NoMessages_IsAnEmptyReport() => SignalFuzzer.Run(0, seed: 1).Should().BeEquivalentTo(new FuzzReport(0, 1, 0, 0, 0, 0, []));

    [Fact]
    public void Run_Progress_EndsWithTheCount()
    {
        var steps = new Steps();

        SignalFuzzer.Run(3000, seed: 1, steps);

        steps.Seen.Should().BeInAscendingOrder().And.EndWith(3000).And.HaveCountGreaterThan(2);
    }

    [Fact]
    public void Run_Cancelled_Throws()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        source.Token.Invoking(token => SignalFuzzer.Run(10, seed: 1, cancellationToken: token)).Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void Run_ReaderThatThrows_CountsCrashes()
    {
        var report = SignalFuzzer.Run(FaultMessages, seed: 1, Throws);

        report.Crashes.Should().BePositive();
        report.Findings.Should().Contain(finding => finding.Fault == FuzzFault.Crash && finding.Detail.Contains("planted", StringComparison.Ordinal));
        (report.Accepted + report.Rejected + report.Crashes).Should().Be(FaultMessages);

        static bool Throws(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out TradingSignal? signal, out SignalViolation violation) =>
            utf8.Length > 600 ? throw new FormatException("planted") : SignalJson.TryRead(utf8, out signal, out violation);
    }

    public static TheoryData<string, FuzzFault> PlantedFaults => new()
    {
        { nameof(TakesUpperCaseIds), FuzzFault.AcceptedInvalid },
        { nameof(TakesTheLastOfTwoFields), FuzzFault.AcceptedInvalid },
        { nameof(TakesTrailingGarbage), FuzzFault.AcceptedInvalid },
        { nameof(RefusesShorts), FuzzFault.RejectedValid },
        { nameof(RefusesEscapes), FuzzFault.RejectedValid },
        { nameof(SwapsTheSizes), FuzzFault.OtherValue },
        { nameof(RoundsPrices), FuzzFault.OtherValue },
        { nameof(CallsEverythingBrokenJson), FuzzFault.OtherLayer },
    };

    [Theory]
    [MemberData(nameof(PlantedFaults))]
    public void Run_PlantedFault_IsFound(string reader, FuzzFault fault)
    {
        var reading = typeof(SignalFuzzerTests).GetMethod(reader, System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.CreateDelegate<SignalReading>();

        var report = SignalFuzzer.Run(FaultMessages, seed: 1, reading);

        report.Passed.Should().BeFalse();
        report.Mismatches.Should().BePositive();
        report.Crashes.Should().Be(0);
        report.Findings.Should().Contain(finding => finding.Fault == fault);
        report.Findings.GroupBy(finding => finding.Fault).Should().OnlyContain(group => group.Count() <= FuzzReport.MaxFindingsOfAKind);
        FuzzMessages.Create(report.Seed, report.Findings[0].Index).Should().Equal(Convert.FromBase64String(report.Findings[0].MessageBase64), "a finding can be reproduced from its seed and index");
    }

    private static bool TakesUpperCaseIds(ReadOnlySpan<byte> utf8, out TradingSignal? signal, out SignalViolation violation)
    {
        var text = Encoding.UTF8.GetString(utf8);
        var lower = System.Text.RegularExpressions.Regex.Replace(text, "(?<=decision_id\": ?\")[0-9A-Fa-f-]{36}", match => match.Value.ToLowerInvariant(), System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromMinutes(1));
        return string.Equals(lower, text, StringComparison.Ordinal) ? SignalJson.TryRead(utf8, out signal, out violation) : SignalJson.TryRead(Encoding.UTF8.GetBytes(lower), out signal, out violation);
    }

    private static bool TakesTheLastOfTwoFields(ReadOnlySpan<byte> utf8, out TradingSignal? signal, out SignalViolation violation)
    {
        if (SignalJson.TryRead(utf8, out signal, out violation) || violation.Code != ViolationCode.DuplicateField)
        {
            return signal is not null;
        }

        try
        {
            var document = JsonConvert.DeserializeObject<JToken>(Encoding.UTF8.GetString(utf8), new JsonSerializerSettings { DateParseHandling = DateParseHandling.None })!;
            return SignalJson.TryRead(Encoding.UTF8.GetBytes(document.ToString(Formatting.None)), out signal, out violation);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TakesTrailingGarbage(ReadOnlySpan<byte> utf8, out TradingSignal? signal, out SignalViolation violation)
    {
        var end = utf8.LastIndexOf((byte)'}');
        return SignalJson.TryRead(end < 0 ? utf8 : utf8[..(end + 1)], out signal, out violation);
    }

    private static bool RefusesShorts(ReadOnlySpan<byte> utf8, out TradingSignal? signal, out SignalViolation violation)
    {
        if (SignalJson.TryRead(utf8, out signal, out violation) && signal.Side == SignalSide.Short)
        {
            (signal, violation) = (null, new SignalViolation(ViolationCode.InvalidSide, "side", "planted"));
        }

        return signal is not null;
    }

    private static bool RefusesEscapes(ReadOnlySpan<byte> utf8, out TradingSignal? signal, out SignalViolation violation)
    {
        if (SignalJson.TryRead(utf8, out signal, out violation) && utf8.Contains((byte)'\\'))
        {
            (signal, violation) = (null, new SignalViolation(ViolationCode.InvalidJson, "", "planted"));
        }

        return signal is not null;
    }

    private static bool SwapsTheSizes(ReadOnlySpan<byte> utf8, out TradingSignal? signal, out SignalViolation violation)
    {
        if (SignalJson.TryRead(utf8, out signal, out violation))
        {
            var (first, second) = (signal.Risk.TakeProfits.First, signal.Risk.TakeProfits.Second);
            signal = signal with { Risk = signal.Risk with { TakeProfits = new(first with { SizePct = second.SizePct }, second with { SizePct = first.SizePct }) } };
        }

        return signal is not null;
    }

    private static bool RoundsPrices(ReadOnlySpan<byte> utf8, out TradingSignal? signal, out SignalViolation violation)
    {
        if (SignalJson.TryRead(utf8, out signal, out violation))
        {
            signal = signal with { Entry = signal.Entry with { Price = (float)signal.Entry.Price } };
        }

        return signal is not null;
    }

    private static bool CallsEverythingBrokenJson(ReadOnlySpan<byte> utf8, out TradingSignal? signal, out SignalViolation violation)
    {
        var taken = SignalJson.TryRead(utf8, out signal, out violation);
        violation = taken ? default : new SignalViolation(ViolationCode.InvalidJson, "", "planted");
        return taken;
    }

    private sealed class Steps : IProgress<long>
    {
        public List<long> Seen { get; } = [];

        public void Report(long value) => Seen.Add(value);
    }
}
