using System.Runtime.InteropServices;

namespace AgentBridge.Native.Exports;

/// <summary>A batch of candles as a C program passes it. <see cref="Size"/> is the size of this structure as the caller knows it.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal struct AbiBatch
{
    public int Size;
    public int Count;
    public nint Times;
    public nint Opens;
    public nint Highs;
    public nint Lows;
    public nint Closes;
    public nint Volumes;
    public nint Symbol;
    public nint Timeframe;
    public double PriceStep;
}

/// <summary>The result of a call: counts, and texts in UTF-8 that the callee allocates and <c>ab_free</c> frees. The caller sets <see cref="Size"/>.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal struct AbiResult
{
    public int Size;
    public int Candles;
    public int Raw;
    public int Approved;
    public int LeftOut;
    public nint Lines;
    public long LinesLength;
    public nint Denied;
    public long DeniedLength;
    public int FeedMissing;
    public int NewestLacksFeed;
    public int GeneratorFailed;
    public int NewestFailed;
    public nint Failure;
    public long FailureLength;
}
