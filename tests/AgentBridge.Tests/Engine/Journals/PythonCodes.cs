using System.Globalization;
using System.Text;
using AgentBridge.Engine;

namespace AgentBridge.Tests.Engine.Journals;

/// <summary>The Python module of the words, generated from the table.</summary>
internal static class PythonCodes
{
    public static string Text()
    {
        var text = new StringBuilder(
            """"
            """Words that the action log shares with the C# side; none is ever reused.

            Generated from LogWordCatalog.cs by its test (UPDATE_DOCS=1): do not edit.
            """

            from __future__ import annotations

            from typing import NamedTuple

            """".ReplaceLineEndings("\n"));
        Constants(text, LogWordKind.Action, "ACTION_");
        Constants(text, LogWordKind.Refusal, "");
        Constants(text, LogWordKind.Entry, "");
        Constants(text, LogWordKind.Exit, "");
        text.Append(
            """"


            class Refusal(NamedTuple):
                """One row of the table of refusals: whether the decision never opens a trade after it, and what it means."""

                code: str
                is_final: bool
                meaning: str


            REFUSALS = (

            """".ReplaceLineEndings("\n"));
        foreach (var word in Of(LogWordKind.Refusal))
        {
            text.Append(CultureInfo.InvariantCulture, $"    Refusal({NameOf(word)}, {(word.IsFinal ? "True" : "False")}, {Quoted(word.Meaning)}),\n");
        }

        text.Append(
            """"
            )
            """Every refusal of an executor."""

            FINAL = frozenset(row.code for row in REFUSALS if row.is_final)
            """After one of these a decision never opens a trade. After a passing one it still may, while it is fresh."""


            class ExitReason(NamedTuple):
                """Why a trade of ours ended: our own word or one of Freqtrade's, and what it means."""

                reason: str
                meaning: str


            EXIT_REASONS = (

            """".ReplaceLineEndings("\n"));
        foreach (var word in Of(LogWordKind.Exit))
        {
            text.Append(CultureInfo.InvariantCulture, $"    ExitReason({NameOf(word)}, {Quoted(word.Meaning)}),\n");
        }

        text.Append(
            """"
            )
            """All that can end a whole trade of ours."""

            WORDS = frozenset((

            """".ReplaceLineEndings("\n"));
        foreach (var word in LogWordCatalog.All.Select(word => word.Word).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"    {Quoted(word)},\n");
        }

        return text.Append(
            """"
            ))
            """Every word of the table, those that only C# writes among them."""

            """".ReplaceLineEndings("\n")).ToString();
    }

    private static void Constants(StringBuilder text, LogWordKind kind, string prefix)
    {
        text.Append('\n');
        foreach (var word in Of(kind))
        {
            text.Append(CultureInfo.InvariantCulture, $"{prefix}{NameOf(word)} = {Quoted(word.Word)}\n");
        }
    }

    // Words that only C# replays use are not refusals in Freqtrade, and UNSPECIFIED is not a refusal at all.
    private static IEnumerable<LogWord> Of(LogWordKind kind) => LogWordCatalog.All.Where(word =>
        word.Kind == kind && word.Word is not ("UNSPECIFIED" or EntryWords.CandlesEnded or EntryWords.NotFetched));

    private static string NameOf(LogWord word) => word.Word.StartsWith("ab_", StringComparison.Ordinal) ? word.Word[3..].ToUpperInvariant() : word.Word.ToUpperInvariant();

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
