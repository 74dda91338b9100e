using System.Runtime.InteropServices;

namespace AgentBridge.Benchmarks;

/// <summary>
/// TA-Lib's C library, from the wheel in a Freqtrade environment: called directly, so that neither Python nor the memory for results is measured.
/// </summary>
internal sealed class TaLib
{
    private readonly nint _library;

    private TaLib(nint library, string path) => (_library, Path) = (library, path);

    /// <summary>The library's file.</summary>
    public string Path { get; }

    /// <summary>The library of the newest Freqtrade that has one; <see langword="null"/> if none does.</summary>
    public static TaLib? Find(IEnumerable<FreqtradePython> pythons) => pythons
        .Where(p => p.IsInstalled)
        .OrderByDescending(p => p.Version, StringComparer.Ordinal)
        .Select(p => System.IO.Path.GetFullPath(System.IO.Path.Combine(p.Path, "..", "..", "lib")))
        .Where(Directory.Exists)
        .SelectMany(lib => Directory.GetFiles(lib, "libta-lib*.so*", SearchOption.AllDirectories))
        .Select(Load)
        .FirstOrDefault(library => library is not null);

    /// <summary>The address of a function, such as <c>TA_SMA</c>.</summary>
    public nint Function(string name) => NativeLibrary.GetExport(_library, name);

    private static unsafe TaLib? Load(string path)
    {
        if (!NativeLibrary.TryLoad(path, out var library))
        {
            return null;
        }

        var initialize = (delegate* unmanaged[Cdecl]<int>)NativeLibrary.GetExport(library, "TA_Initialize");
        return initialize() == 0 ? new TaLib(library, path) : null;
    }
}
