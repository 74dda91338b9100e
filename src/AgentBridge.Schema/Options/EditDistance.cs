namespace AgentBridge.Schema;

/// <summary>Levenshtein's distance: how many characters must be inserted, removed or replaced.</summary>
internal static class EditDistance
{
    /// <summary>The name that was probably meant: up to three characters off, fewer for a short name; <see langword="null"/> if none is near.</summary>
    public static string? Nearest(string name, IEnumerable<string> names)
    {
        var (near, distance) = names.Select(n => (Name: n, Distance: Between(name, n))).OrderBy(p => p.Distance).FirstOrDefault();
        return near is not null && distance <= Math.Clamp(name.Length / 3, 1, 3) ? near : null;
    }

    public static int Between(string left, string right)
    {
        var row = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
