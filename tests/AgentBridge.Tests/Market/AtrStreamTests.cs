using System.Runtime.InteropServices;
using AgentBridge.Market;
using FsCheck;
using FsCheck.Fluent;

namespace AgentBridge.Tests.Market;

/// <summary>Stream and batch give identical values for any bars.</summary>
public sealed class AtrStreamTests
{
    private static readonly Config Checks = Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(200);

    /// <summary>Bars with prices over many scales, long halts and refused bars (NaN, infinity, high below low).</summary>
    private static Gen<(int Period, Candle[] Bars)> Histories()
    {
        var price = Gen.Choose(1, 2_000_000).Select(ticks => ticks / 128.0);
        var bar = price.Four().Select(p => new[] { p.Item1, p.Item2, p.Item3, p.Item4 }.Order().ToArray())
            .SelectMany(p => Gen.Elements(p[0], p[1], p[2], p[3]).Select(close => new Candle(0, p[1], p[3], p[0], close, 1)));
        var flat = price.Select(p => new Candle(0, p, p, p, p, 0));
        var refused = bar.SelectMany(b => Gen.Elements(
            b with { High = double.NaN }, b with { Low = double.NaN }, b with { Close = double.NaN }, b with { High = double.PositiveInfinity },
            b with { Low = double.NegativeInfinity }, b with { Close = double.PositiveInfinity }, b with { High = 1, Low = 2 },
            b with { High = double.MaxValue, Low = -double.MaxValue }));
        return
            from period in Gen.Choose(1, 20)
            from bars in Gen.Frequency((20, bar), (3, flat), (1, refused)).ArrayOf()
            select (period, bars);
    }

    private static bool Same(AtrState left, AtrState right) =>
        MemoryMarshal.AsBytes(new ReadOnlySpan<AtrState>(ref left)).SequenceEqual(MemoryMarshal.AsBytes(new ReadOnlySpan<AtrState>(ref right)));

    [Fact]
    public void Batch_OfAnyBars_EqualsTheStreamToTheBit() => Prop.ForAll(Histories().ToArbitrary(), history =>
    {
        var series = CandleSeries.FromCandles("BTC/USDT", SomeCandles.FiveMinutes, history.Bars);
        var batch = Atr.ComputeAtr(series, history.Period);
        var state = new AtrState(history.Period);
        for (var i = 0; i < history.Bars.Length; i++)
        {
            var bar = history.Bars[i];
            var expected = state.Update(bar.High, bar.Low, bar.Close) ? state.Value : double.NaN;
            if (BitConverter.DoubleToInt64Bits(expected) != BitConverter.DoubleToInt64Bits(batch[i]) && !(double.IsNaN(expected) && double.IsNaN(batch[i])))
            {
                return false;
            }
        }

        return true;
    }).Check(Checks);

    [Theory]
    [InlineData(1)]
    [InlineData(14)]
    [InlineData(300)]
    public void Batch_OfALongHistoryWithRefusedBarsAndHalts_EqualsTheStreamToTheBit(int period)
    {
        var bars = SomeCandles.ToList(GeneratedCandles.Create(new GeneratedCandlesOptions { Count = 30_000 }));
        foreach (var bad in new[] { 0, 1, 13, 14, 15, 30, 31, 526, 527, 528, 1_000, 1_001, 5_000 })
        {
            bars[bad] = bars[bad] with { Close = double.NaN };
        }

        // A halt long enough for the average to reach zero, and bars after it.
        for (var i = 6_000; i < 18_000; i++)
        {
            bars[i] = new Candle(bars[i].OpenTimeMs, 100, 100, 100, 100, 0);
        }

        var batch = Atr.ComputeAtr(CandleSeries.FromCandles("BTC/USDT", SomeCandles.FiveMinutes, bars), period);

        var state = new AtrState(period);
        batch.Should().Equal(bars.Select(bar => state.Update(bar.High, bar.Low, bar.Close) ? state.Value : double.NaN), (a, b) => a.Equals(b));
    }

    [Fact]
    public void Value_AfterAnyBars_IsNotNegative() => Prop.ForAll(Histories().ToArbitrary(), history =>
    {
        var state = new AtrState(history.Period);
        return history.Bars.All(bar => !state.Update(bar.High, bar.Low, bar.Close) || !state.IsReady || state.Value >= 0);
    }).Check(Checks);

    [Fact]
    public void Peek_AtAnyBar_IsWhatUpdateGivesAndChangesNothing() => Prop.ForAll(Histories().ToArbitrary(), history =>
    {
        var state = new AtrState(history.Period);
        foreach (var bar in history.Bars)
        {
            var before = state;
            var peeked = state.Peek(bar.High, bar.Low);
            if (!Same(state, before))
            {
                return false;
            }

            var taken = state.Update(bar.High, bar.Low, bar.Close);
            if (taken && !peeked.Equals(state.Value))
            {
                return false;
            }
        }

        return true;
    }).Check(Checks);

    [Fact]
    public void Update_RefusedBar_LeavesTheStateAsItWas() => Prop.ForAll(Histories().ToArbitrary(), history =>
    {
        var state = new AtrState(history.Period);
        return history.Bars.All(bar =>
        {
            var before = state;
            return state.Update(bar.High, bar.Low, bar.Close) || Same(state, before);
        });
    }).Check(Checks);

    [Fact]
    public void Value_OfBarsScaledByAPowerOfTwo_ScalesExactly() => Prop.ForAll(Histories().ToArbitrary(), Gen.Choose(-200, 200).ToArbitrary(), (history, power) =>
    {
        var scale = Math.ScaleB(1, power);
        var state = new AtrState(history.Period);
        var scaled = new AtrState(history.Period);
        return history.Bars.Where(bar => bar.IsPossible).All(bar =>
        {
            state.Update(bar.High, bar.Low, bar.Close);
            scaled.Update(bar.High * scale, bar.Low * scale, bar.Close * scale);
            return scaled.Value.Equals(state.Value * scale);
        });
    }).Check(Checks);

    [Fact]
    public void Copy_OfAState_GoesItsOwnWay()
    {
        var state = new AtrState(2);
        state.Update(2, 1, 1.5);
        state.Update(3, 1, 2);
        state.Update(3, 2, 2);
        var copy = state;

        copy.Update(100, 1, 50);

        copy.Value.Should().NotBe(state.Value);
        state.Value.Should().Be(1.5);
    }

    [Fact]
    public void Reset_AfterBars_IsANewState()
    {
        var state = new AtrState(3);
        for (var i = 0; i < 10; i++)
        {
            state.Update(i + 2, i, i + 1);
        }

        state.Reset();

        state.Should().Be(new AtrState(3));
        state.IsReady.Should().BeFalse();
        state.Value.Should().Be(double.NaN);
    }

    [Fact]
    public void State_NoPeriodGiven_HasPeriod14() => new AtrState().Period.Should().Be(14);

    [Fact]
    public void Default_State_RefusesEveryBar()
    {
        AtrState state = default;

        state.Update(2, 1, 1).Should().BeFalse();

        state.IsReady.Should().BeFalse();
        state.Value.Should().Be(double.NaN);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(10_001)]
    public void State_PeriodOutOfRange_IsRefused(int period)
    {
        var make = () => new AtrState(period);

        make.Should().Throw<ArgumentOutOfRangeException>();
    }
}
