using AgentBridge.Backtesting;
using AgentBridge.Engine;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;
using static AgentBridge.Tests.Backtesting.PaperCase;

namespace AgentBridge.Tests.Backtesting;

/// <summary>Every rule of the paper host with numbers computed by hand.</summary>
public sealed class PaperExecutorTests
{
    private const double Exact = 1e-9;

    [Fact]
    public void Play_SignalDue_EntersAtTheOpenWithSlippage()
    {
        var executor = Executor();
        executor.Offer(Signal(cap: 0.1));

        var step = executor.Play(Bar(0, 102, 103, 101, 102));

        var trade = step.Opened!;
        trade.OpenTimeMs.Should().Be(Start);
        trade.OpenRate.Should().BeApproximately(102.051, Exact);            // 102 · 1.0005
        trade.Stake.Should().Be(1_000);                                     // 10 % of 10,000
        trade.Amount.Should().BeApproximately(1_000 / 102.051, Exact);
        step.Refused.Should().BeNull();
        step.Closed.Should().BeNull();
        executor.Open.Should().Be(trade);
        executor.Pending.Should().BeNull();
        executor.Wallet.Should().Be(10_000);
    }

    [Fact]
    public void Play_CandleBeforeTheSignalsTime_Waits()
    {
        var executor = Executor();
        executor.Offer(Signal(due: 1));

        executor.Play(Quiet(0)).Should().Be(default(PaperStep));
        executor.Pending.Should().NotBeNull();
        executor.Play(Quiet(1)).Opened.Should().NotBeNull();
    }

    [Fact]
    public void Play_CandleAfterTheSignalsTime_IsLate()
    {
        var executor = Executor();
        executor.Offer(Signal(due: 0));

        var step = executor.Play(Quiet(1));

        step.Should().Be(new PaperStep(null, null, new PaperRefusal(Signal(due: 0), ExecutorCode.Late)));
        executor.Play(Quiet(2)).Should().Be(default(PaperStep));
    }

    [Theory]
    [InlineData(90, true)]
    [InlineData(89, true)]
    [InlineData(90.01, false)]
    [InlineData(109.99, false)]
    [InlineData(110, true)]
    [InlineData(115, true)]
    public void Play_OpenAtOrBeyondALevel_IsNotEntered(double open, bool refused)
    {
        var executor = Executor(minRLeft: 0);
        executor.Offer(Signal());

        var step = executor.Play(Bar(0, open, open + 0.001, open - 0.001, open));

        (step.Opened is null).Should().Be(refused);
        step.Refused?.Code.Should().Be(ExecutorCode.EntryBeyondLevels);
        (step.Refused is not null).Should().Be(refused);
    }

    [Theory]
    [InlineData(0.25, 92.49, true)]
    [InlineData(0.25, 92.5, false)]
    [InlineData(0.25, 90.01, true)]
    [InlineData(0, 90.01, false)]
    [InlineData(1, 99.99, true)]
    [InlineData(1, 100, false)]
    public void Play_OpenTooCloseAboveTheStop_IsNotEntered(double minRLeft, double open, bool refused)
    {
        // Entry 100, stop 90: R is 10.
        var executor = Executor(minRLeft: minRLeft);
        executor.Offer(Signal());

        var step = executor.Play(Bar(0, open, open + 0.001, open - 0.001, open));

        (step.Opened is null).Should().Be(refused);
        (step.Refused?.Code).Should().Be(refused ? ExecutorCode.StopTooClose : null);
        executor.Play(Quiet(1)).Should().Be(default(PaperStep), "a refusal is final");
    }

    [Fact]
    public void Play_Short_IsNotEntered()
    {
        var executor = Executor();
        var signal = Signal() with { Side = SignalSide.Short };
        executor.Offer(signal);

        executor.Play(Quiet(0)).Refused.Should().Be(new PaperRefusal(signal, ExecutorCode.EntryBeyondLevels));
    }

    [Fact]
    public void Play_SignalWhileATradeIsOpen_IsRefused()
    {
        var executor = Opened();
        executor.Offer(Signal(due: 1));

        var step = executor.Play(Quiet(1));

        step.Refused.Should().Be(new PaperRefusal(Signal(due: 1), ExecutorCode.PositionOpen));
        executor.Open!.Signal.Should().Be(Signal());
    }

    [Fact]
    public void Play_TradeEndsInTheCandleInWhichASignalIsDue_TheSignalIsRefused()
    {
        // The entry would be at the open, when the trade was still open.
        var executor = Opened();
        executor.Offer(Signal(due: 1));

        var step = executor.Play(Bar(1, 100, 111, 99, 105));

        step.Closed!.Reason.Should().Be(PaperExitReason.Tp1);
        step.Refused!.Code.Should().Be(ExecutorCode.PositionOpen);
        executor.Open.Should().BeNull();
    }

    [Theory]
    [InlineData(89, 101, PaperExitReason.StopLoss, 90)]
    [InlineData(99, 111, PaperExitReason.Tp1, 110)]
    [InlineData(90, 101, PaperExitReason.StopLoss, 90)]
    [InlineData(99, 110, PaperExitReason.Tp1, 110)]
    [InlineData(89, 111, PaperExitReason.StopLoss, 90)]
    public void Play_EntryCandleTouchesALevel_ClosesInIt(double low, double high, PaperExitReason reason, double rate)
    {
        var executor = Executor(fee: 0, slippage: 0);
        executor.Offer(Signal());

        var step = executor.Play(Bar(0, 100, high, low, 100));

        step.Opened.Should().NotBeNull();
        step.Closed!.Should().Match<PaperTrade>(t => t.Reason == reason && t.CloseRate == rate && t.CloseTimeMs == Start && t.Opened == step.Opened);
        executor.Open.Should().BeNull();
    }

    [Fact]
    public void Play_EntryCandleBetweenTheLevels_StaysOpen()
    {
        var executor = Executor();
        executor.Offer(Signal());

        executor.Play(Bar(0, 100, 109.99, 90.01, 100)).Closed.Should().BeNull();
    }

    [Theory]
    [InlineData(100, 101, 85, 86, PaperExitReason.StopLoss, 90)] // through the stop
    [InlineData(80, 85, 79, 84, PaperExitReason.StopLoss, 80)] // gap below the stop: its open
    [InlineData(80, 120, 79, 84, PaperExitReason.StopLoss, 80)] // gap below, then above TP1
    [InlineData(100, 115, 99, 112, PaperExitReason.Tp1, 110)] // through TP1
    [InlineData(118, 119, 117, 118, PaperExitReason.Tp1, 118)] // gap above TP1: its open
    [InlineData(118, 119, 85, 118, PaperExitReason.StopLoss, 90)] // gap above, then below the stop: the stop comes first
    [InlineData(100, 115, 85, 100, PaperExitReason.StopLoss, 90)] // both: the stop comes first
    public void Play_LevelTouched_FillsAtTheLevelOrTheOpen(double open, double high, double low, double close, PaperExitReason reason, double rate)
    {
        var plain = Opened().Play(Bar(1, open, high, low, close)).Closed!;
        var slipped = Opened(slippage: 0.01).Play(Bar(1, open, high, low, close)).Closed!;

        plain.Should().Match<PaperTrade>(t => t.Reason == reason && t.CloseRate == rate && t.CloseTimeMs == Start + Step);
        slipped.CloseRate.Should().BeApproximately(rate * 0.99, Exact);
    }

    [Fact]
    public void Play_Tp1_CountsFeesOfBothSidesAndSlippageOnBoth()
    {
        // Wallet 10,000, cap 10 %, entry fill 100·1.001 = 100.1, amount 1000/100.1 = 9.99000999…, exit fill 110·0.999 = 109.89.
        // Paid 1000·1.002 = 1002; received 9.99000999·109.89·0.998 = 1095.606593…
        var executor = Executor(fee: 0.002, slippage: 0.001);
        executor.Offer(Signal(cap: 0.1));

        var trade = executor.Play(Bar(0, 100, 111, 99, 100)).Closed!;

        trade.Opened.OpenRate.Should().BeApproximately(100.1, Exact);
        trade.CloseRate.Should().BeApproximately(109.89, Exact);
        trade.ProfitAbs.Should().BeApproximately(93.606_593_406_593, 1e-9);
        trade.PnlRMultiple.Should().BeApproximately(0.937_002, 1e-9);       // 93.6065934 / (9.99000999 · 10)
        trade.ExitReason.Should().Be("tp1");
        executor.Wallet.Should().BeApproximately(10_093.606_593_406_593, 1e-8);
    }

    [Fact]
    public void Play_Stop_IsALittleWorseThanMinusOneR()
    {
        // Amount 10; paid 1000·1.001 = 1001; received 10·90·0.999 = 899.1.
        var trade = Opened(fee: 0.001).Play(Bar(1, 100, 101, 89, 90)).Closed!;

        trade.ProfitAbs.Should().BeApproximately(-101.9, Exact);
        trade.PnlRMultiple.Should().BeApproximately(-1.019, Exact);
        trade.ExitReason.Should().Be("stop_loss");
    }

    [Fact]
    public void Play_EntryFarFromTheReference_RIsThatOfTheSignal()
    {
        // Entered at 105, though the signal says 100: R stays 100 − 90 = 10 a unit, not 15.
        var executor = Executor(fee: 0, slippage: 0);
        executor.Offer(Signal());

        var trade = executor.Play(Bar(0, 105, 106, 89, 90)).Closed!;

        trade.PnlRMultiple.Should().BeApproximately(-1.5, Exact);
    }

    [Fact]
    public void Play_TwoTrades_TheSecondIsSizedByTheNewWallet()
    {
        var executor = Executor(fee: 0, slippage: 0);
        executor.Offer(Signal(due: 0, cap: 0.5));
        executor.Play(Bar(0, 100, 110, 99, 105)).Closed!.ProfitAbs.Should().Be(500); // 50 units · 10
        executor.Wallet.Should().Be(10_500);

        executor.Offer(Signal(due: 1, cap: 0.5));
        var second = executor.Play(Bar(1, 100, 101, 90, 95));

        second.Opened!.Stake.Should().Be(5_250);
        second.Closed!.ProfitAbs.Should().Be(-525);
        executor.Wallet.Should().Be(9_975);
    }

    [Fact]
    public void Play_WholeWallet_LeavesRoomForTheEntryFee()
    {
        var executor = Executor(fee: 0.25 / 10, slippage: 0, wallet: 10_250);
        executor.Offer(Signal(cap: 1));

        executor.Play(Quiet(0)).Opened!.Stake.Should().BeApproximately(10_000, Exact); // 10,000 · 1.025 = 10,250
    }

    [Fact]
    public void Finish_TradeOpen_EndsAtTheLastCloseWithoutSlippage()
    {
        var executor = Opened(fee: 0.001, slippage: 0);
        executor.Play(Bar(1, 100, 105, 99, 103));

        var trade = executor.Finish(TestCandles.FiveMinutes)!;

        trade.Reason.Should().Be(PaperExitReason.ForceExit);
        trade.ExitReason.Should().Be("force_exit");
        trade.CloseRate.Should().Be(103);
        trade.CloseTimeMs.Should().Be(Start + (2 * Step));
        trade.ProfitAbs.Should().BeApproximately((10 * 103 * 0.999) - 1_001, Exact);
        executor.Open.Should().BeNull();
        executor.Finish(TestCandles.FiveMinutes).Should().BeNull();
    }

    [Fact]
    public void Finish_SlippageSet_DoesNotTouchTheForcedExit()
    {
        var executor = Opened(slippage: 0.01);

        executor.Finish(TestCandles.FiveMinutes)!.CloseRate.Should().Be(100);
    }

    [Fact]
    public void Finish_NothingPlayed_IsNothing() => Executor().Finish(TestCandles.FiveMinutes).Should().BeNull();

    [Fact]
    public void Finish_SignalWaits_StaysPending()
    {
        var executor = Executor();
        executor.Play(Quiet(0));
        executor.Offer(Signal(due: 1));

        executor.Finish(TestCandles.FiveMinutes).Should().BeNull();
        executor.Pending.Should().Be(Signal(due: 1));
    }

    [Fact]
    public void Offer_SameDecisionAgain_IsTakenOnce()
    {
        var executor = Executor();
        executor.Offer(Signal()).Should().BeNull();
        executor.Offer(Signal()).Should().BeNull();
        executor.Play(Bar(0, 100, 111, 99, 100)).Closed.Should().NotBeNull();

        executor.Offer(Signal()).Should().BeNull();

        executor.Pending.Should().BeNull();
        executor.Play(Quiet(1)).Should().Be(default(PaperStep));
    }

    [Fact]
    public void Offer_SameDecisionWithOtherValues_IsAConflictThatChangesNothing()
    {
        var executor = Executor();
        executor.Offer(Signal());
        var forged = Signal() with { Confidence = 0.9 };

        executor.Offer(forged).Should().Be(new PaperRefusal(forged, ExecutorCode.DecisionConflict));

        executor.Pending.Should().Be(Signal());
    }

    [Fact]
    public void Offer_TwoPending_TheNewestIsKeptAndTheOtherIsNamed()
    {
        var executor = Executor();
        var (early, late) = (Signal(due: 1, name: "early"), Signal(due: 2, name: "late"));

        executor.Offer(early).Should().BeNull();
        executor.Offer(late).Should().Be(new PaperRefusal(early, ExecutorCode.Superseded));
        executor.Offer(Signal(due: 1, name: "other")).Should().Be(new PaperRefusal(Signal(due: 1, name: "other"), ExecutorCode.Superseded));
        executor.Offer(Signal(due: 2, name: "last")).Should().Be(new PaperRefusal(late, ExecutorCode.Superseded));

        executor.Pending.Should().Be(Signal(due: 2, name: "last"));
    }

    [Theory]
    [InlineData(double.NaN, 90, 0.1)]
    [InlineData(100, double.NaN, 0.1)]
    [InlineData(100, 90, double.NaN)]
    [InlineData(100, 90, 0)]
    [InlineData(100, 90, -0.1)]
    [InlineData(double.PositiveInfinity, 90, 0.1)]
    public void Play_InvalidSignal_OpensNothing(double entry, double stop, double cap)
    {
        var executor = Executor();
        executor.Offer(Signal(entry: entry, stop: stop, cap: cap));

        var step = executor.Play(Quiet(0));

        step.Opened.Should().BeNull();
        step.Refused!.Code.Should().BeOneOf(ExecutorCode.EntryBeyondLevels, ExecutorCode.NoFunds);
        executor.Wallet.Should().Be(10_000);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(0)]
    [InlineData(-1)]
    public void Play_InvalidOpen_OpensNothing(double open)
    {
        var executor = Executor();
        executor.Offer(Signal());

        executor.Play(Bar(0, open, open, open, open)).Refused!.Code.Should().Be(ExecutorCode.EntryBeyondLevels);
    }

    [Fact]
    public void Play_AmountTooLarge_OpensNothing()
    {
        var executor = Executor(wallet: 1e300);
        executor.Offer(Signal(entry: 1e-300, stop: 0.5e-300));

        executor.Play(Bar(0, 1e-300, 1e-300, 1e-300, 1e-300)).Refused!.Code.Should().Be(ExecutorCode.NoFunds);
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void Create_LeastDistanceOutsideItsRange_Throws(double minRLeft)
    {
        var make = () => Executor(minRLeft: minRLeft);

        make.Should().Throw<OptionsException>().WithMessage("paper: *=*: expected *; leave it out for *").Which.Problems.Should().ContainSingle();
    }

    [Theory]
    [InlineData(0, 0.001, 0.0005)]
    [InlineData(-1, 0.001, 0.0005)]
    [InlineData(double.NaN, 0.001, 0.0005)]
    [InlineData(double.PositiveInfinity, 0.001, 0.0005)]
    [InlineData(10_000, -0.001, 0.0005)]
    [InlineData(10_000, 0.11, 0.0005)]
    [InlineData(10_000, double.NaN, 0.0005)]
    [InlineData(10_000, 0.001, -0.1)]
    [InlineData(10_000, 0.001, 0.11)]
    [InlineData(10_000, 0.001, double.NaN)]
    public void Create_SettingOutsideItsRange_Throws(double wallet, double fee, double slippage)
    {
        var make = () => Executor(fee, slippage, wallet);

        make.Should().Throw<OptionsException>().WithMessage("paper: *=*: expected *; leave it out for *").Which.Problems.Should().ContainSingle();
    }
}
