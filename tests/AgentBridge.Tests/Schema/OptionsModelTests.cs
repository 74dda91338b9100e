using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using AgentBridge.Schema;

namespace AgentBridge.Tests.Schema;

/// <summary>Options as their record describes them: read, checked and reported in one way.</summary>
public sealed class OptionsModelTests
{
    private static readonly OptionsModel<Sample> Model = OptionsModel.Build("sample", static () => new Sample(), OptionTypes.Settings);

    public enum Choice
    {
        Unspecified = 0,
        First = 1,
        SecondBest = 2,
    }

    [Fact]
    public void Parameters_AreThoseOfTheRecordInItsOrder() => Model.Parameters.Select(p => $"{p.Name} {p.Kind} {p.Default} | {p.Expected} | {p.Meaning}").Should().Equal(
        "count Int 3 | a whole number from 1 to 9 | how many",
        "limit Double  | a number from 0 to 1 | how much at the most",
        "wait Seconds 1.5 | a number of seconds more than 0 and at most 60 | how long",
        "is_on Bool false | true or false | whether",
        "choice Enum second_best | first or second_best | which",
        "folder Text here | a folder | where");

    [Fact]
    public void Read_Texts_AreTheValues() => Model.Read(Pairs("count=+4", "limit=.25", "wait=0.05", "is_on=true", "choice=first", "folder=a b")).Should().Be(
        new Sample { Count = 4, Limit = 0.25, Wait = TimeSpan.FromMilliseconds(50), IsOn = true, Choice = Choice.First, Folder = "a b" });

    [Theory]
    [InlineData("count=0", "count=0: expected a whole number from 1 to 9 (how many); leave it out for 3")]
    [InlineData("count=1e0", "count=1e0: expected a whole number from 1 to 9")]
    [InlineData("count=4294967297", "count=4294967297: expected a whole number")]
    [InlineData("limit=1.", "limit=1.: expected a number from 0 to 1 (how much at the most); leave it out for none")]
    [InlineData("limit=NaN", "limit=NaN: expected a number")]
    [InlineData("wait=0", "wait=0: expected a number of seconds more than 0 and at most 60 (how long); leave it out for 1.5")]
    [InlineData("wait=1:00", "wait=1:00: expected a number of seconds")]
    [InlineData("is_on=TRUE", "is_on=TRUE: expected true or false (whether); leave it out for false")]
    [InlineData("choice=SecondBest", "choice=SecondBest: expected first or second_best (which); leave it out for second_best")]
    [InlineData("folder=", "folder='': is empty; expected a folder (where); leave it out for here")]
    [InlineData("folder=a\tb", "folder='a\\u0009b': expected a folder")]
    [InlineData("colour=red", "colour: sample has no such parameter; available: count, limit, wait, is_on, choice, folder")]
    public void Read_WrongText_IsOneLine(string pair, string line)
    {
        var read = () => Model.Read(Pairs(pair));

        read.Should().Throw<OptionsException>().Which.Problems.Should().ContainSingle().Which.ToString().Should().StartWith(line);
        read.Should().Throw<OptionsException>().Which.Message.Should().StartWith(line.Contains(": sample has ", StringComparison.Ordinal) ? line : "sample: " + line).And.NotContain("(Parameter").And.NotContain("\n");
    }

    [Fact]
    public void Read_SeveralWrongTexts_AreReportedTogetherAndRulesAfterThem()
    {
        var both = () => Model.Read(Pairs("count=0", "wait=x"));
        var rule = () => Model.Read(Pairs("count=9", "wait=9"));

        both.Should().Throw<OptionsException>().Which.Problems.Should().HaveCount(2);
        rule.Should().Throw<OptionsException>().WithMessage("sample: wait must not be count (wait=9, count=9)").Which.Problems[0].Names.Should().Equal("wait", "count");
    }

    [Fact]
    public void Line_OtherNames_AreTheUsersOwn()
    {
        var problems = Model.Problems(new Sample { Count = 99 }).Concat(Model.Problems(new Sample { Count = 9, Wait = TimeSpan.FromSeconds(9) }));

        problems.Select(p => p.Line(name => "--" + name)).Should().Equal(
            "--count 99: expected a whole number from 1 to 9 (how many); leave it out for 3", "--wait must not be --count (--wait=9, --count=9)");
        problems.Select(p => p.Line(name => name.ToUpperInvariant())).First().Should().StartWith("COUNT=99: expected");
    }

    [Fact]
    public void Check_OptionsOfAProgram_AreCheckedOnce()
    {
        Model.Check(new Sample()).Should().Be(new Sample());
        foreach (var wrong in new[]
        {
            new Sample { Limit = double.NaN }, new Sample { Limit = double.PositiveInfinity }, new Sample { Limit = -0.1 }, new Sample { Wait = TimeSpan.Zero }, new Sample { Wait = TimeSpan.MaxValue },
            new Sample { Choice = Choice.Unspecified }, new Sample { Choice = (Choice)7 }, new Sample { Folder = " " }, new Sample { Folder = null! },
        })
        {
            Model.Invoking(m => m.Check(wrong)).Should().Throw<OptionsException>().WithMessage("sample: *=*: *expected *; leave it out for *");
        }
    }

    [Fact]
    public void Build_OptionWithoutRangeOrMeaning_IsRefused()
    {
        var build = () => OptionsModel.Build("faulty", static () => new Faulty(), OptionTypes.Settings);

        build.Should().Throw<OptionsException>().Which.Message.Should().Contain("option Bare: no meaning").And.Contain("option Bare: no range").And.Contain("option Outside: its default 5 is not");
    }

    [Fact]
    public void SameAs_CopiesRangeAndMeaningAndKeepsItsOwnDefault()
    {
        var model = OptionsModel.Build(string.Empty, static () => new Borrowed(), OptionTypes.Settings);

        model.Parameters.Select(p => $"{p.Name} {p.Expected} {p.Meaning} {p.Default}").Should().Equal("count a whole number from 1 to 9 how many 5", "other a number from 0 to 1 its own meaning 0.5");
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    [InlineData("sv-SE")]
    public void Read_ForeignCulture_IsTheSame(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Model.Read(Pairs("limit=0.5")).Limit.Should().Be(0.5);
            Model.Invoking(m => m.Read(Pairs("limit=0,5"))).Should().Throw<OptionsException>();
            Model.Problems(new Sample { Limit = -1.5 })[0].ToString().Should().StartWith("limit=-1.5: ");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static KeyValuePair<string, string>[] Pairs(params string[] pairs) => [.. pairs.Select(p => KeyValuePair.Create(p[..p.IndexOf('=', StringComparison.Ordinal)], p[(p.IndexOf('=', StringComparison.Ordinal) + 1)..]))];

    public sealed record Sample : IOptionRules
    {
        [Range(1, 9), Description("how many")]
        public int Count { get; init; } = 3;

        [Range(0.0, 1.0), Description("how much at the most")]
        public double? Limit { get; init; }

        [Range(0.0, 60.0, MinimumIsExclusive = true), Description("how long")]
        public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(1.5);

        [Description("whether")]
        public bool IsOn { get; init; }

        [Description("which")]
        public Choice Choice { get; init; } = Choice.SecondBest;

        [PathForm("a folder"), Description("where")]
        public string Folder { get; init; } = "here";

        /// <summary>A nested object, not a value, so it is not an option.</summary>
        public TimeProvider Clock { get; init; } = TimeProvider.System;

        public IEnumerable<string> Validate() => Wait.TotalSeconds == Count ? ["wait must not be count"] : [];
    }

    public sealed record Faulty
    {
        public int Bare { get; init; }

        [Range(1, 2), Description("outside")]
        public int Outside { get; init; } = 5;
    }

    public sealed record Borrowed
    {
        [SameAs<Sample>]
        public int Count { get; init; } = 5;

        [SameAs<Sample>(Name = nameof(Sample.Limit)), Description("its own meaning")]
        public double Other { get; init; } = 0.5;
    }
}
