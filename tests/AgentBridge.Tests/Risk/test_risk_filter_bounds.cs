using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;
using AgentBridge.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace AgentBridge.Tests.Risk;

public sealed class test_risk_filter_bounds
{
    [Fact]
    public void ApplyRisk_GoodSignal_IsApprovedUnchanged()
    {
        var verdict = new GateCase().Apply();

        verdict.IsApproved.Should().BeTrue();
        verdict.Approved!.Signal.Should().Be(GateCase.LongSignal(100, 90));
        verdict.ToString().Should().Be("APPROVED");
    }

    [Theory]
    [InlineData(5, null)]
    [InlineData(4.999999, DenyCode.StopTooNear)]
    [InlineData(50, null)]
    [InlineData(50.000001, DenyCode.StopTooFar)]
    public void ApplyRisk_StopDistance_HalfToFiveAtrAreIncluded(double distance, DenyCode? code)
    {
        var verdict = (new GateCase() with { Signal = GateCase.LongSignal(100, 100 - distance) }).Apply();

        Expect(verdict, code);
    }

    [Fact]
    public void ApplyRisk_StopDistanceOneUlpOutside_IsDenied()
    {
        // The distance stays 8; the ATR changes by one unit in the last place.
        var signal = GateCase.LongSignal(100, 92);

        Expect(With(signal, 16), null);
        Expect(With(signal, Math.BitIncrement(16.0)), DenyCode.StopTooNear);
        Expect(With(signal, 1.6), null);
        Expect(With(signal, Math.BitDecrement(1.6)), DenyCode.StopTooFar);
    }

    [Theory]
    [InlineData(0.05, 0.05, 0.05)]
    [InlineData(0.5, 0.05, 0.05)]
    [InlineData(0.02, 0.05, 0.02)]
    [InlineData(0.02, 1.0, 0.02)]
    [InlineData(1.0, 1.0, 1.0)]
    public void ApplyRisk_Cap_IsLoweredNeverRaised(double signalCap, double optionsCap, double expected)
    {
        var signal = GateCase.LongSignal(100, 90, signalCap);

        var verdict = (new GateCase() with { Signal = signal, Options = new RiskOptions { MaxCapitalPct = optionsCap } }).Apply();

        verdict.Approved!.Signal.Should().Be(signal with { Risk = signal.Risk with { MaxCapitalPct = expected } });
    }

    [Fact]
    public void ApplyRisk_LoweredCap_IsInThePublishedBytes()
    {
        var verdict = (new GateCase() with { Signal = GateCase.LongSignal(100, 90, 0.5) }).Apply();

        SignalJson.TryRead(verdict.Approved!.CanonicalBytes.Span, out var published, out _).Should().BeTrue();
        published!.Risk.MaxCapitalPct.Should().Be(0.05);
    }

    [Theory]
    [InlineData(1.5, null)]
    [InlineData(1.5000000005, null)]
    [InlineData(1.500000002, DenyCode.RewardRiskTooLow)]
    public void ApplyRisk_WeightedReward_IsComparedWithATolerance(double minRr, DenyCode? code) =>
        Expect((new GateCase() with { Options = new RiskOptions { MinRr = minRr } }).Apply(), code);

    [Theory]
    [InlineData(RewardRiskBasis.Tp1, 1.0, null)]
    [InlineData(RewardRiskBasis.Tp1, 1.01, DenyCode.RewardRiskTooLow)]
    [InlineData(RewardRiskBasis.Tp2, 2.0, null)]
    [InlineData(RewardRiskBasis.Tp2, 2.01, DenyCode.RewardRiskTooLow)]
    [InlineData(RewardRiskBasis.Weighted, 1.51, DenyCode.RewardRiskTooLow)]
    public void ApplyRisk_RewardBasis_Chooses(RewardRiskBasis basis, double minRr, DenyCode? code) =>
        Expect((new GateCase() with { Options = new RiskOptions { MinRr = minRr, RrBasis = basis } }).Apply(), code);

    [Fact]
    public void ApplyRisk_UnevenShares_AreWeighted()
    {
        var signal = GateCase.LongSignal(100, 90);
        signal = signal with { Risk = signal.Risk with { TakeProfits = new(new(110, 0.8), new(120, 0.2)) } };

        Expect((new GateCase() with { Signal = signal, Options = new RiskOptions { MinRr = 1.2 } }).Apply(), null);
        Expect((new GateCase() with { Signal = signal, Options = new RiskOptions { MinRr = 1.21 } }).Apply(), DenyCode.RewardRiskTooLow);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(3, null)]
    [InlineData(4, DenyCode.CandleGap)]
    [InlineData(20, DenyCode.CandleGap)]
    [InlineData(-1, DenyCode.CandleGap)]
    public void ApplyRisk_FlatCandles_ThreeAreAllowed(int flat, DenyCode? code)
    {
        var good = new GateCase();

        Expect((good with { Market = good.Market with { FlatCandles = flat } }).Apply(), code);
    }

    [Theory]
    [InlineData(600_000, null)]
    [InlineData(600_001, DenyCode.CandlesStale)]
    public void ApplyRisk_CandlesAge_TwoTimeframesAreAllowed(long ageMs, DenyCode? code) =>
        Expect((new GateCase() with { Now = GateCase.Close.AddMilliseconds(ageMs), Options = new RiskOptions { MaxSignalAgeSec = 3600 } }).Apply(), code);

    [Theory]
    [InlineData(-5_000, null)]
    [InlineData(-5_001, DenyCode.SignalFromFuture)]
    [InlineData(600_000, null)]
    [InlineData(600_001, DenyCode.SignalStale)]
    public void ApplyRisk_SignalAge_BothEndsAreIncluded(long ageMs, DenyCode? code) =>
        Expect((new GateCase() with { Now = GateCase.Close.AddMilliseconds(ageMs) }).Apply(), code);

    [Fact]
    public void ApplyRisk_Short_IsDeniedUnlessSwitchedOn()
    {
        var good = new GateCase() with { Signal = GateCase.ShortSignal(100, 110) };

        Expect(good.Apply(), DenyCode.SideNotAllowed);
        Expect((good with { Options = new RiskOptions { AllowShort = true } }).Apply(), null);
        Expect((good with { Options = new RiskOptions { AllowShort = true, MinRr = 1.51 } }).Apply(), DenyCode.RewardRiskTooLow);
    }

    [Fact]
    public void ApplyRisk_SeriesWithFlatCandles_CountsThoseOfTheLastTwenty()
    {
        Expect(ApplyToSeries(FlatAt(3, 5, 7)), null);
        Expect(ApplyToSeries(FlatAt(3, 5, 7, 9)), DenyCode.CandleGap);
        Expect(ApplyToSeries(FlatAt(3, 5, 7, 19)), DenyCode.CandleGap);
        Expect(ApplyToSeries(FlatAt(3, 5, 7, 20, 21, 22)), null);
    }

    private static Candle[] FlatAt(params int[] beforeTheLast)
    {
        var candles = TestCandles.Breakout(60);
        foreach (var back in beforeTheLast)
        {
            var at = candles.Length - 1 - back;
            var close = candles[at - 1].Close;
            candles[at] = candles[at] with { Open = close, High = close, Low = close, Close = close, Volume = 0 };
        }

        return candles;
    }

    private static RiskVerdict ApplyToSeries(Candle[] candles)
    {
        var series = TestCandles.Series(candles);
        var signal = TestStrategies.Breakout().GenerateSignal(series);
        return new RiskGate(new FakeTimeProvider(GateCase.Close)).ApplyRisk(signal, series, new RiskOptions());
    }

    private static RiskVerdict With(TradingSignal signal, double atr)
    {
        var good = new GateCase();
        return (good with { Signal = signal, Market = good.Market with { Atr = atr } }).Apply();
    }

    private static void Expect(RiskVerdict verdict, DenyCode? code)
    {
        verdict.IsApproved.Should().Be(code is null);
        verdict.Check.Code.Should().Be(code ?? DenyCode.Unspecified);
    }
}
