namespace AgentBridge.Market;

/// <summary>A file that appears whole or not at all, whatever ends the program or the machine: written beside, flushed, renamed over the old one, the rename flushed.</summary>
public static class WholeFile
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Writes a file or replaces one; the temporary file is <c>&lt;path&gt;.tmp</c>.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="write">Writes the content; the stream is not to be closed.</param>
    /// <exception cref="IOException">It can't be written: the file is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, Action<Stream> write) => Write(path, path + ".tmp", write, step: null);

    /// <summary>Writes a file or replaces one.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="temporaryPath">What is written first, in the same folder. One that a killed writer left is overwritten.</param>
    /// <param name="write">Writes the content; the stream is not to be closed.</param>
    /// <param name="step">Called after each step (open, write, flush, move, folder:flush); tests use it to crash between two steps.</param>
    /// <exception cref="IOException">It can't be written: the file is as it was, unless only the last step failed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, string temporaryPath, Action<Stream> write, Action<string>? step)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        try
        {
            using (var stream = new FileStream(temporaryPath, FileMode.Create, FileAccess.Write, FileShare.Read, BufferSize))
            {
                step?.Invoke("open");
                write(stream);
                stream.Flush();
                step?.Invoke("write");
                stream.Flush(flushToDisk: true);
                step?.Invoke("flush");
            }

            File.Move(temporaryPath, path, overwrite: true);
        }
        catch
        {
            TryDelete(temporaryPath);
            throw;
        }

        step?.Invoke("move");
        FolderFlush.Of(Path.GetDirectoryName(Path.GetFullPath(path))!);
        step?.Invoke("folder:flush");
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report; the next writer overwrites what is left.
        }
    }
}
