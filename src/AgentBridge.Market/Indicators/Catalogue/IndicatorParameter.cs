using System.Globalization;

namespace AgentBridge.Market;

/// <summary>A parameter of an indicator.</summary>
/// <param name="Name">Its name in snake_case, such as <c>smooth_k</c>.</param>
/// <param name="Default">The value where none is given.</param>
/// <param name="Minimum">The smallest value, included.</param>
/// <param name="Maximum">The greatest value, included.</param>
/// <param name="Meaning">What it is, in a few words.</param>
public sealed record IndicatorParameter(string Name, double Default, double Minimum, double Maximum, string Meaning)
{
    /// <summary>Whether only whole numbers are values.</summary>
    public bool IsWhole { get; private init; }

    /// <summary>A whole number: a count of bars.</summary>
    /// <param name="name">Its name in snake_case.</param>
    /// <param name="standard">The value where none is given.</param>
    /// <param name="minimum">The smallest value, included.</param>
    /// <param name="maximum">The greatest value, included.</param>
    /// <param name="meaning">What it is, in a few words.</param>
    public static IndicatorParameter Bars(string name, int standard, int minimum, int maximum, string meaning) =>
        new(name, standard, minimum, maximum, meaning) { IsWhole = true };

    /// <summary>Whether a number is a value of this parameter; NaN is not.</summary>
    /// <param name="value">The number.</param>
    public bool Holds(double value) => value >= Minimum && value <= Maximum && (!IsWhole || Math.Floor(value).Equals(value));

    /// <summary>The accepted values, for people.</summary>
    public string Expected => string.Create(CultureInfo.InvariantCulture, $"a {(IsWhole ? "whole number" : "number")} from {Minimum} to {Maximum}");
}
