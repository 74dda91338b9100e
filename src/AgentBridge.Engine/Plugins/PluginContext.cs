using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Engine;

/// <summary>
/// The load context of a plug-in: the contract comes from its host, the framework from the runtime, and everything else from the plug-in's
/// own folder, even if the host has an assembly of the same name.
/// </summary>
internal sealed class PluginContext : AssemblyLoadContext
{
    // The assemblies that this one is bound to: under hostfxr they are in a separate context, unknown to the default one.
    private static readonly Assembly[] Contract = [typeof(TradePlan).Assembly, typeof(Candle).Assembly, typeof(Strategy).Assembly];

    private readonly AssemblyDependencyResolver _resolver;

    /// <summary>Creates an empty context.</summary>
    /// <param name="path">The full path of the plug-in's assembly.</param>
    /// <exception cref="InvalidOperationException">A file beside it can't be read, such as a damaged <c>.deps.json</c>.</exception>
    public PluginContext(string path)
        : base(Path.GetFileNameWithoutExtension(path)) => _resolver = new AssemblyDependencyResolver(path);

    /// <summary>Loads the plug-in's assembly and all its references, so that a missing one fails now and not at the first candle.</summary>
    [RequiresUnreferencedCode(StrategyAssembly.NotTrimmed)]
    public Assembly LoadWhole(byte[] image)
    {
        var assembly = Load(image);
        foreach (var name in assembly.GetReferencedAssemblies())
        {
            try
            {
                _ = LoadFromAssemblyName(name);
            }
            catch (FileNotFoundException exception)
            {
                // The loader's own message is about internal files.
                throw new FileNotFoundException(Missing(name), exception);
            }
        }

        return assembly;
    }

    /// <summary>Loads an assembly from its bytes, so that rebuilding the file meanwhile has no effect.</summary>
    [RequiresUnreferencedCode(StrategyAssembly.NotTrimmed)]
    private Assembly Load(byte[] image)
    {
        using var stream = new MemoryStream(image, writable: false);
        return LoadFromStream(stream);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only StrategyAssembly.Load, which has the same attribute, creates a context.")]
    [UnconditionalSuppressMessage("Trimming", "IL2046", Justification = "The same.")]
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        ArgumentNullException.ThrowIfNull(assemblyName);
        if (Array.Find(Contract, c => string.Equals(c.GetName().Name, assemblyName.Name, StringComparison.OrdinalIgnoreCase)) is { } shared)
        {
            return shared;
        }

        // The types used by the contract itself (ranges, immutable arrays) must be identical on both sides.
        if (assemblyName.CultureName is { Length: > 0 } || IsOfTheRuntime(assemblyName))
        {
            return null;
        }

        return _resolver.ResolveAssemblyToPath(assemblyName) is { } path
            ? Load(File.ReadAllBytes(path))
            : throw new FileNotFoundException(Missing(assemblyName));
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    private static string Missing(AssemblyName name) => $"{name.Name} {name.Version} is neither beside it nor in the .NET runtime";

    /// <summary>Whether the runtime has it, in the requested version or a newer one.</summary>
    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "Without a file of it, the runtime is queried by name only.")]
    private static bool IsOfTheRuntime(AssemblyName name)
    {
        var core = typeof(object).Assembly.Location;
        var path = core.Length == 0 ? string.Empty : Path.Combine(Path.GetDirectoryName(core)!, name.Name + ".dll");
        if (path.Length == 0 || !File.Exists(path))
        {
            return false;
        }

        var own = AssemblyName.GetAssemblyName(path).Version;
        return name.Version is null || own is null || own >= name.Version;
    }
}
