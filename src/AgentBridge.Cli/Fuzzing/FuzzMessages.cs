namespace AgentBridge.Cli.Fuzzing;

/// <summary>The messages of a run: corpus messages with some mutations each. Message <c>i</c> of a seed is always the same.</summary>
public static class FuzzMessages
{
    private const int MaxMutations = 5;

    private static readonly Mutation[] Gentle =
    [
        GentleMutations.AddSpace,
        GentleMutations.EscapeCharacter,
        GentleMutations.RespellNumber,
        GentleMutations.SwapMembers,
        GentleMutations.NudgeNumber,
        GentleMutations.SwapSide,
    ];

    private static readonly Mutation[] Token =
    [
        TokenMutations.SwapPieces,
        TokenMutations.ReplacePiece,
        TokenMutations.ReplaceValue,
        TokenMutations.ReplaceValue,
        TokenMutations.DeletePiece,
        TokenMutations.EditNumber,
        TokenMutations.EditText,
        TokenMutations.EditText,
        TokenMutations.ChangeCase,
        TokenMutations.RepeatObject,
        TokenMutations.RepeatMember,
        TokenMutations.RemoveMember,
        TokenMutations.AddMember,
        TokenMutations.NestDeeply,
        TokenMutations.LengthenText,
    ];

    private static readonly Mutation[] Rough =
    [
        RoughMutations.FlipBit,
        RoughMutations.SetByte,
        RoughMutations.InsertBytes,
        RoughMutations.Prepend,
        RoughMutations.DeleteRange,
        RoughMutations.RepeatRange,
        RoughMutations.Truncate,
        RoughMutations.Splice,
        RoughMutations.Pad,
    ];

    // A third of the messages get only changes that a reader may have to accept, and a third still look like JSON: without
    // them nearly every message would be broken JSON, and the rules after that check would never be reached.
    private static readonly Mutation[][] Kits = [Gentle, [.. Gentle, .. Token], [.. Gentle, .. Token, .. Rough]];

    /// <summary>One message.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="index">The message's number, from 0.</param>
    /// <returns>Its bytes, mostly not a valid signal, possibly longer than one may be.</returns>
    public static byte[] Create(int seed, long index)
    {
        var random = FuzzRandom.ForMessage(seed, index);
        var message = random.Pick(FuzzSeeds.All);
        var kit = random.Pick(Kits);
        for (var left = 1 + Math.Min(random.Next(MaxMutations), random.Next(MaxMutations)); left > 0; left--)
        {
            message = random.Pick(kit)(message, random);
        }

        return message;
    }
}

/// <summary>One change to a message; the input is left as it is.</summary>
internal delegate byte[] Mutation(byte[] message, FuzzRandom random);
