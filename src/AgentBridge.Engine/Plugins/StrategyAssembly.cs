using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using AgentBridge.Market;
using AgentBridge.Signals;
using AgentBridge.Telemetry;
using Microsoft.Extensions.Logging;

namespace AgentBridge.Engine;

/// <summary>
/// A user's assembly with its strategies. Its code runs with all rights of this process: load only assemblies that you trust. A
/// strategy receives candles and returns plans; an exception costs a decision, never the process.
/// </summary>
/// <threadsafety>Any number of threads may use it.</threadsafety>
public sealed class StrategyAssembly
{
    internal const string NotTrimmed = "A plug-in is never part of a trimmed program.";

    // No assembly of strategies is nearly as large; a larger file is something else.
    private const int MostBytes = 256 * 1024 * 1024;

    // Loaded once while its bytes stay the same: agents are opened repeatedly, and an assembly is never unloaded.
    private static readonly ConcurrentDictionary<(string Path, string Sha256), Lazy<StrategyAssembly>> Loaded = new();

    private StrategyAssembly(StrategyOrigin origin, ImmutableArray<StrategyDescriptor> strategies) => (Origin, Strategies) = (origin, strategies);

    /// <summary>Its path and the hash of its bytes.</summary>
    public StrategyOrigin Origin { get; }

    /// <summary>Its strategies, by name.</summary>
    public ImmutableArray<StrategyDescriptor> Strategies { get; }

    /// <summary>Whether this program can load assemblies; one that was compiled ahead of time can't.</summary>
    public static bool IsSupported => RuntimeFeature.IsDynamicCodeSupported;

    /// <summary>The built-in strategies, and those of an assembly.</summary>
    /// <param name="path">The assembly; null and empty for none.</param>
    /// <exception cref="StrategyException">As for <see cref="Load(string)"/>, or one of its names is taken.</exception>
    public static StrategyCatalog CatalogWith(string? path) => CatalogWith(path, StrategyCatalog.BuiltIn);

    /// <summary>The strategies of a catalogue, and those of an assembly.</summary>
    /// <param name="path">The assembly; null and empty for none.</param>
    /// <param name="catalog">The strategies that there are already.</param>
    /// <exception cref="StrategyException">As for <see cref="Load(string)"/>, or one of its names is taken.</exception>
    public static StrategyCatalog CatalogWith(string? path, StrategyCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return string.IsNullOrEmpty(path) ? catalog : With(catalog, Load(path));
    }

    /// <summary>The strategies of a catalogue, and those of an assembly; that it was loaded or refused is logged.</summary>
    /// <param name="path">The assembly; null and empty for none.</param>
    /// <param name="catalog">The strategies that there are already.</param>
    /// <param name="logger">Receives the event; the package's README lists both.</param>
    /// <exception cref="StrategyException">As for <see cref="Load(string)"/>, or one of its names is taken.</exception>
    public static StrategyCatalog CatalogWith(string? path, StrategyCatalog catalog, ILogger logger)
    {
        var safe = SafeLogger.Of(logger);
        try
        {
            var combined = CatalogWith(path, catalog);
            var added = combined.All.Except(catalog.All).ToList();
            if (added.Count > 0)
            {
                safe.AssemblyLoaded(added[0].Origin?.Path ?? path!, added[0].Origin?.Sha256 ?? string.Empty, string.Join(", ", added));
            }

            return combined;
        }
        catch (StrategyException exception)
        {
            safe.AssemblyRefused(exception.Message);
            throw;
        }
    }

    /// <summary>Loads an assembly.</summary>
    /// <param name="path">The .dll, absolute or relative to the working directory.</param>
    /// <exception cref="StrategyException">It can't be used; one line names the file, the problem and the remedy.</exception>
    public static StrategyAssembly Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        path = Path.GetFullPath(path);
        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            throw Fault(path, "this program was compiled ahead of time and can't load assemblies; build your strategy into a native library", StrategyCodes.CompiledAhead);
        }

        var image = Read(path);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(image));
        var key = (path, sha256);
        try
        {
            return Loaded.GetOrAdd(key, static (k, bytes) => new Lazy<StrategyAssembly>(() => Started(new StrategyOrigin(k.Path, k.Sha256), bytes)), image).Value;
        }
        catch (StrategyException)
        {
            // A missing dependency may exist the next time.
            _ = Loaded.TryRemove(key, out _);
            throw;
        }
    }

    private static StrategyCatalog With(StrategyCatalog catalog, StrategyAssembly loaded) => catalog.With(loaded.Strategies, loaded.Origin.Path);

    private static StrategyAssembly Started(StrategyOrigin origin, byte[] image) =>
        StrategyStart.Run(origin.Path, "a static initialiser, or the name of a strategy,", () => Load(origin, image));

    private static byte[] Read(string path)
    {
        try
        {
            return InputFile.ReadBytes(path, MostBytes);
        }
        catch (InvalidDataException exception)
        {
            throw Fault(path, $"it {exception.Message}");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Fault(path, "there is no such file; build the project and name the .dll in its output folder");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Fault(path, $"it can't be read: {exception.Message}");
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = NotTrimmed)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only called where code can be generated.")]
    private static StrategyAssembly Load(StrategyOrigin origin, byte[] image)
    {
        if (PluginImage.Problem(image) is { } problem)
        {
            throw Fault(origin.Path, problem);
        }

        try
        {
            var strategies = Describe(new PluginContext(origin.Path).LoadWhole(image), origin).OrderBy(d => d.Name.Name, StringComparer.Ordinal).ToImmutableArray();
            return strategies.IsEmpty
                ? throw Fault(origin.Path, "there are no strategies in it; a strategy is a public class that implements IStrategy<TOptions>")
                : new StrategyAssembly(origin, strategies);
        }
        catch (StrategyException exception)
        {
            throw exception.Message.StartsWith(origin.Path, StringComparison.Ordinal) ? exception : Fault(origin.Path, string.Join("; ", exception.Errors));
        }
        catch (Exception exception)
        {
            // A reference is missing or has another version; the loader wraps the context's exception.
            var cause = exception is FileLoadException { InnerException: { } inner } ? inner : exception;
            throw Fault(origin.Path, $"it can't be loaded ({StrategyFailure.Words(cause)}); name the .dll in the project's output folder together with the files built beside it, and build it with the package AgentBridge.Signals of this program's release");
        }
    }

    [RequiresUnreferencedCode(NotTrimmed)]
    [RequiresDynamicCode("Strategies of an assembly are bound by reflection.")]
    private static IEnumerable<StrategyDescriptor> Describe(Assembly assembly, StrategyOrigin origin)
    {
        var describe = typeof(StrategyDescriptor).GetMethod(nameof(StrategyDescriptor.Of), 2, BindingFlags.Public | BindingFlags.Static, [])!;
        foreach (var type in assembly.GetExportedTypes().Where(t => t is { IsInterface: false, IsAbstract: false, ContainsGenericParameters: false }))
        {
            foreach (var contract in type.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IStrategy<>)))
            {
                yield return ((StrategyDescriptor)describe.MakeGenericMethod(type, contract.GetGenericArguments()[0])
                    .Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null)!).From(origin);
            }
        }
    }

    private static StrategyException Fault(string path, string problem, string? code = null) => new($"{path}: {VisibleText.Of(problem.ReplaceLineEndings(" "))}") { Code = code };
}
