namespace AgentBridge.Cli;

/// <summary>What <c>doctor</c> found of one thing.</summary>
/// <param name="Name">The thing.</param>
/// <param name="Ok">Whether it is as it should be.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Remedy">What to do where it is not.</param>
/// <param name="IsAdvice">Whether the main job can run without it.</param>
internal sealed record DoctorCheck(string Name, bool Ok, string Detail, string Remedy, bool IsAdvice = false)
{
    /// <summary>Looks at one thing; whatever goes wrong in looking is what was found.</summary>
    /// <param name="name">The thing.</param>
    /// <param name="remedy">What to do where looking goes wrong.</param>
    /// <param name="look">Looks.</param>
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
