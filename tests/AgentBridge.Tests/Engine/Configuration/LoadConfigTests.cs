using System.Globalization;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Risk;

namespace AgentBridge.Tests.Engine;

public sealed class LoadConfigTests
{
    [Fact]
    public void LoadConfig_SeedsFiveKeys_LeavesTheOthersAtTheirDocumentedDefaults()
    {
        var config = BridgeConfig.LoadConfig(envFile: null, Settings.Required());

        config.DefaultSymbol.Should().Be("ETH/USDT");
        config.Timeframe.Should().Be(Timeframe.Parse("1h"));
        config.MaxCapitalPct.Should().Be(0.1);
        config.ModelName.Should().Be("breakout");
        config.RedisUrl.ToString().Should().Be("redis://localhost:6379/0");
        (config.MinAtrMultiple, config.MaxAtrMultiple, config.MinRr, config.RrBasis).Should().Be((0.5, 5.0, 1.5, RewardRiskBasis.Weighted));
        (config.Transport, config.SignalsList, config.SignalsMax, config.MaxFlatCandles).Should().Be((SignalTransport.Redis, "signals", 1000, 3));
        (config.Fee, config.Slippage, config.JournalDir).Should().Be((0.001, 0.0005, "decision_logs"));
    }

    [Fact]
    public void RiskDefault_IsTheSeeds()
    {
        var risk = BridgeConfig.RiskDefault;

        (risk.MinAtrMultiple, risk.MaxAtrMultiple, risk.MinRr).Should().Be((0.5, 5.0, 1.5));
        new BridgeConfig { MinRr = 2, MaxCapitalPct = 0.2 }.RiskOptions.Should().Be(risk with { MinRr = 2, MaxCapitalPct = 0.2 });
    }

    [Theory]
    [InlineData("REDIS_URL")]
    [InlineData("DEFAULT_SYMBOL")]
    [InlineData("TIMEFRAME")]
    [InlineData("MAX_CAPITAL_PCT")]
    [InlineData("MODEL_NAME")]
    public void LoadConfig_KeyMissing_NamesIt(string key)
    {
        var environment = Settings.Required();
        environment.Remove(key);

        Settings.ErrorsOf(envFile: null, environment).Should().ContainSingle().Which.Should().StartWith(key + " is missing").And.Contain(key + "=");
    }

    [Theory]
    [InlineData("DEFAULT_SYMBOL", "btc/usdt")]
    [InlineData("DEFAULT_SYMBOL", "BTCUSDT")]
    [InlineData("TIMEFRAME", "5x")]
    [InlineData("TIMEFRAME", "05m")]
    [InlineData("MAX_CAPITAL_PCT", "0")]
    [InlineData("MAX_CAPITAL_PCT", "1.0000001")]
    [InlineData("MAX_CAPITAL_PCT", "0,05")]
    [InlineData("MAX_CAPITAL_PCT", "5%")]
    [InlineData("MAX_CAPITAL_PCT", "NaN")]
    [InlineData("MAX_CAPITAL_PCT", "")]
    [InlineData("MODEL_NAME", "lstm")]
    [InlineData("MIN_ATR_MULTIPLE", "-0.1")]
    [InlineData("MAX_ATR_MULTIPLE", "0")]
    [InlineData("MAX_ATR_MULTIPLE", "1e400")]
    [InlineData("MIN_RR", "-1")]
    [InlineData("RR_BASIS", "TP1")]
    [InlineData("TRANSPORT", "kafka")]
    [InlineData("SIGNALS_DIR", " ")]
    [InlineData("SIGNALS_LIST", "a b")]
    [InlineData("SIGNALS_LIST", "{a}")]
    [InlineData("SIGNALS_MAX", "9")]
    [InlineData("SIGNALS_MAX", "100001")]
    [InlineData("SIGNALS_MAX", "1e3")]
    [InlineData("MAX_FLAT_CANDLES", "21")]
    [InlineData("FEE", "0.11")]
    [InlineData("SLIPPAGE", "-0.0001")]
    [InlineData("JOURNAL_DIR", "")]
    public void LoadConfig_ValueNotInItsRange_NamesKeyValueRangeAndPlace(string key, string value)
    {
        using var settings = new Settings();
        var envFile = settings.Write("# first\n" + string.Concat(Settings.Required((key, value)).OrderBy(pair => string.Equals(pair.Key, key, StringComparison.Ordinal) ? 0 : 1).Select(pair => $"{pair.Key}='{pair.Value}'\n")));
        var row = ConfigKeys.All.Single(item => string.Equals(item.Name, key, StringComparison.Ordinal));
        var shown = value.Trim().Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || "+-./,%".Contains(c)) ? value : $"'{value.Trim()}'";
        var empty = value.Trim().Length == 0 ? "is empty; " : string.Empty;
        var remedy = row.Required ? "for example" : "leave it out for";
        var expected = $"{key}={shown}: {empty}expected {row.Range} ({row.Meaning}); {remedy} {row.Default}";

        var fromFile = Settings.ErrorsOf(envFile, Settings.Nothing);
        var fromEnvironment = Settings.ErrorsOf(envFile: null, Settings.Required((key, value)));

        fromFile.Should().Equal($"{expected} ({envFile}:2)");
        fromEnvironment.Should().Equal($"{expected} (environment)");
    }

    [Theory]
    [InlineData("MAX_CAPITAL_PCT", "1")]
    [InlineData("MIN_ATR_MULTIPLE", "0")]
    [InlineData("MAX_ATR_MULTIPLE", "100")]
    [InlineData("SIGNALS_MAX", "10")]
    [InlineData("SIGNALS_MAX", "100000")]
    [InlineData("MAX_FLAT_CANDLES", "0")]
    [InlineData("MAX_FLAT_CANDLES", "20")]
    [InlineData("FEE", "0")]
    [InlineData("SLIPPAGE", "0.1")]
    [InlineData("RR_BASIS", "tp2")]
    [InlineData("TRANSPORT", "file")]
    public void LoadConfig_ValueAtTheEndOfItsRange_IsTaken(string key, string value)
    {
        var load = () => BridgeConfig.LoadConfig(envFile: null, Settings.Required((key, value)));

        load.Should().NotThrow();
    }

    [Fact]
    public void LoadConfig_SeveralErrors_NamesThemAllAtOnce()
    {
        using var settings = new Settings();
        var envFile = settings.Write("TIMEFRAME=5x\nFEE=2\nREDISURL=x\nno assignment\nDEFAULT_SYMBOL=BTC/USDT\nDEFAULT_SYMBOL=BTC/USDT\n");

        var errors = Settings.ErrorsOf(envFile, Settings.Nothing);

        errors.Should().HaveCount(8);
        errors.Should().ContainSingle(e => e.Contains(".env:3: REDISURL is not a setting; did you mean REDIS_URL?"));
        errors.Should().ContainSingle(e => e.Contains(".env:4: the line has no '='"));
        errors.Should().ContainSingle(e => e.Contains(".env:6: DEFAULT_SYMBOL is there twice, first in line 5"));
        errors.Should().Contain(e => e.StartsWith("REDIS_URL is missing")).And.Contain(e => e.StartsWith("TIMEFRAME=5x: ")).And.Contain(e => e.StartsWith("FEE=2: "));
    }

    [Fact]
    public void LoadConfig_MinAboveMax_IsRefused()
    {
        Settings.ErrorsOf(envFile: null, Settings.Required(("MIN_ATR_MULTIPLE", "3"), ("MAX_ATR_MULTIPLE", "2.5")))
            .Should().ContainSingle().Which.Should().Be("MIN_ATR_MULTIPLE must be at most MAX_ATR_MULTIPLE (MIN_ATR_MULTIPLE=3, MAX_ATR_MULTIPLE=2.5) (environment)");
        Settings.ErrorsOf(envFile: null, Settings.Required(("MIN_ATR_MULTIPLE", "x"), ("MAX_ATR_MULTIPLE", "0.1"))).Should().ContainSingle();
    }

    [Fact]
    public void LoadConfig_EnvironmentAndFile_EnvironmentWins()
    {
        using var settings = new Settings();
        var envFile = settings.Write("TIMEFRAME=15m\nFEE=0.002\n");
        var environment = Settings.Required();

        var config = BridgeConfig.LoadConfig(envFile, environment);

        config.Timeframe.Should().Be(Timeframe.Parse("1h"));
        config.Fee.Should().Be(0.002);
    }

    [Fact]
    public void LoadConfig_UnknownNamesInTheEnvironment_OnlyNearMissesWarn()
    {
        var environment = Settings.Required(("PATH", "/bin"), ("HOME", "/x"), ("FREQTRADE__STAKE", "1"), ("SIGNAL_MAX", "5"), ("TIME_FRAME", "5m"), ("TERM", "x"));

        var loaded = BridgeConfig.LoadConfigWithWarnings(envFile: null, environment);

        loaded.Warnings.Should().Equal(
            "SIGNAL_MAX in the environment is not a setting and is ignored; did you mean SIGNALS_MAX?",
            "TIME_FRAME in the environment is not a setting and is ignored; did you mean TIMEFRAME?");
        loaded.Config.SignalsMax.Should().Be(1000);
    }

    [Fact]
    public void LoadConfigOrDefaults_KeysMissing_FillsAndNamesThem()
    {
        var loaded = BridgeConfig.LoadConfigOrDefaults(envFile: null, new Dictionary<string, string>(StringComparer.Ordinal) { ["TIMEFRAME"] = "15m" });

        loaded.FilledKeys.Should().Equal("REDIS_URL", "DEFAULT_SYMBOL", "MAX_CAPITAL_PCT", "MODEL_NAME");
        loaded.Config.Should().Be(new BridgeConfig { Timeframe = Timeframe.Parse("15m") });
    }

    [Fact]
    public void LoadConfigOrDefaults_WrongValue_IsStillAnError()
    {
        var load = () => BridgeConfig.LoadConfigOrDefaults(envFile: null, new Dictionary<string, string>(StringComparer.Ordinal) { ["TIMEFRAME"] = "soon" });

        load.Should().Throw<ConfigException>().Which.Errors.Should().ContainSingle();
    }

    [Fact]
    public void LoadConfig_FileMissing_NamesIt()
    {
        Settings.ErrorsOf("/nowhere/.env", Settings.Required()).Should().ContainSingle().Which.Should().StartWith("/nowhere/.env: there is no such file");
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    public void LoadConfig_ForeignCulture_ReadsDecimalPoints(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            BridgeConfig.LoadConfig(envFile: null, Settings.Required(("FEE", "0.0015"))).Fee.Should().Be(0.0015);
            Settings.ErrorsOf(envFile: null, Settings.Required(("FEE", "0,0015"))).Should().ContainSingle();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
