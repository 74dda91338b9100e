namespace AgentBridge.Cli;

/// <summary>The result of one check of <c>doctor</c>.</summary>
/// <param name="Name">The thing.</param>
/// <param name="Ok">Whether it is as it should be.</param>
/// <param name="Detail">The finding.</param>
/// <param name="Remedy">What to do if it failed.</param>
/// <param name="IsAdvice">Whether the main job can run without it.</param>
internal sealed record DoctorCheck(string Name, bool Ok, string Detail, string Remedy, bool IsAdvice = false)
{
    /// <summary>Runs one check; an exception is its finding.</summary>
    /// <param name="name">The thing.</param>
    /// <param name="remedy">What to do if the check throws.</param>
    /// <param name="look">Runs the check.</param>
    public static async Task<DoctorCheck> OfAsync(string name, string remedy, Func<Task<DoctorCheck>> look)
    {
        try
        {
            return await look();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new(name, false, Remedies.TextOf(exception).ReplaceLineEndings("; "), remedy, IsAdvice: true);
        }
    }
}
