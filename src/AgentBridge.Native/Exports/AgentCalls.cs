using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AgentBridge.Native.Exports;

/// <summary>
/// The implementation of the exports. Separate and never inlined: if a dependency is missing or damaged, a method that
/// uses its types fails when it is compiled, and that must happen inside the exports' try block.
/// </summary>
internal static unsafe class AgentCalls
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Strategies(AbiResult* result)
    {
        ProcessGuard.Check();
        Clear(result);
        var names = string.Join('\n', NativeStrategies.Catalog().All.Select(strategy => strategy.Name.ToString()));
        (result->Lines, result->LinesLength) = Allocate(System.Text.Encoding.UTF8.GetBytes(names));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Open(nint options, long* handle)
    {
        ProcessGuard.Check();
        *Required(handle) = 0;
        *handle = Agents.Add(SignalAgent.Open(Text(options, "options")));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Close(long handle)
    {
        ProcessGuard.Check();
        Agents.Remove(handle);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Generate(long handle, AbiBatch* batch, AbiResult* result, bool asMarks)
    {
        ProcessGuard.Check();
        CheckSize(Required(batch)->Size, sizeof(AbiBatch), nameof(AbiBatch));
        Clear(result);
        var candles = Candles(batch);
        var (agent, symbol, timeframe) = (Agents.Of(handle), Text(batch->Symbol, "symbol"), Text(batch->Timeframe, "timeframe"));
        var made = asMarks ? agent.GenerateMarks(candles, symbol, timeframe, batch->PriceStep) : agent.GenerateSignals(candles, symbol, timeframe, batch->PriceStep);
        result->Candles = made.Candles;
        result->Raw = made.Raw;
        result->Approved = made.Approved;
        result->LeftOut = made.LeftOut;
        result->FeedMissing = made.FeedMissing;
        result->NewestLacksFeed = made.NewestLacksFeed ? 1 : 0;
        (result->Lines, result->LinesLength) = Allocate(made.Lines);
        result->GeneratorFailed = made.GeneratorFailed;
        result->NewestFailed = made.NewestFailed ? 1 : 0;
        (result->Denied, result->DeniedLength) = Allocate(System.Text.Encoding.UTF8.GetBytes(made.DeniedJson));
        (result->Failure, result->FailureLength) = Allocate(System.Text.Encoding.UTF8.GetBytes(made.Failure));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Feed(long handle, AbiBatch* batch)
    {
        ProcessGuard.Check();
        CheckSize(Required(batch)->Size, sizeof(AbiBatch), nameof(AbiBatch));
        Agents.Of(handle).SetFeed(Candles(batch), Text(batch->Symbol, "symbol"), Text(batch->Timeframe, "timeframe"));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Describe(long handle, nint timeframe, AbiResult* result)
    {
        ProcessGuard.Check();
        Clear(result);
        (result->Lines, result->LinesLength) = Allocate(System.Text.Encoding.UTF8.GetBytes(Agents.Of(handle).Describe(Text(timeframe, "timeframe"))));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void FetchLatest(long handle, nint symbol, int maxAgeSec, AbiResult* result)
    {
        ProcessGuard.Check();
        Clear(result);
        var found = Agents.Of(handle).FetchLatestSignal(Text(symbol, "symbol"), maxAgeSec);
        if (found is not null)
        {
            result->Approved = 1;
            (result->Lines, result->LinesLength) = Allocate(System.Text.Encoding.UTF8.GetBytes(found));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Free(AbiResult* result)
    {
        ProcessGuard.Check();
        CheckSize(Required(result)->Size, sizeof(AbiResult), nameof(AbiResult));
        NativeMemory.Free((void*)result->Lines);
        NativeMemory.Free((void*)result->Denied);
        NativeMemory.Free((void*)result->Failure);
        Clear(result);
    }

    private static CandlePointers Candles(AbiBatch* batch) => new(batch->Times, batch->Opens, batch->Highs, batch->Lows, batch->Closes, batch->Volumes, batch->Count);

    private static void Clear(AbiResult* result)
    {
        CheckSize(Required(result)->Size, sizeof(AbiResult), nameof(AbiResult));
        *result = new AbiResult { Size = sizeof(AbiResult) };
    }

    private static void CheckSize(int given, int expected, string structure)
    {
        if (given != expected)
        {
            throw new NativeException(NativeStatus.BadArgument, FormattableString.Invariant($"{structure} has {expected} bytes here and {given} for the caller: assembly and Python package are of different versions"));
        }
    }

    private static T* Required<T>(T* pointer)
        where T : unmanaged =>
        pointer != null ? pointer : throw new NativeException(NativeStatus.BadArgument, $"the pointer to {typeof(T).Name} is null");

    private static string Text(nint utf8, string what) =>
        Marshal.PtrToStringUTF8(utf8) ?? throw new NativeException(NativeStatus.BadArgument, $"{what} is null");

    private static (nint Pointer, long Length) Allocate(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return (0, 0);
        }

        var memory = NativeMemory.Alloc((nuint)bytes.Length);
        bytes.CopyTo(new Span<byte>(memory, bytes.Length));
        return ((nint)memory, bytes.Length);
    }
}
