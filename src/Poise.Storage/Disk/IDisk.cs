namespace Poise.Storage;

/// <summary>
/// One folder of named, append-only files: all that the journal asks of a machine, so that a world can put a
/// breakable one in its place. Synchronous; owned by one thread. Errors of the medium are <see cref="IOException"/>s.
/// </summary>
public interface IDisk
{
    /// <summary>Where it is, for messages.</summary>
    string Place { get; }

    /// <summary>Names of all files, in ordinal order.</summary>
    IReadOnlyList<string> List();

    /// <summary>Opens a file for reading and appending; creates it empty where there is none.</summary>
    IDiskFile Open(string name);

    /// <summary>Removes a file; the removal is durable after <see cref="FlushNames"/>.</summary>
    void Delete(string name);

    /// <summary>Renames a file, replacing one of the new name; durable after <see cref="FlushNames"/>.</summary>
    void Rename(string from, string to);

    /// <summary>On return the files that exist now are found after a power cut (their bytes need their own flush).</summary>
    void FlushNames();

    /// <summary>Holds a name exclusively, against other processes too, until disposed or the process ends.</summary>
    /// <exception cref="JournalException">Someone else holds it.</exception>
    IDisposable Lock(string name);
}

/// <summary>A file that grows at its end.</summary>
public interface IDiskFile : IDisposable
{
    string Name { get; }

    /// <summary>Bytes, the ones not yet flushed included.</summary>
    long Length { get; }

    /// <summary>Adds bytes at the end; they are durable after <see cref="Flush"/> only.</summary>
    void Append(ReadOnlySpan<byte> bytes);

    /// <summary>Reads from an offset; returns fewer bytes than asked for only at the end of the file.</summary>
    int Read(long offset, Span<byte> into);

    /// <summary>Cuts the file to a length that is not above the present one.</summary>
    void Truncate(long length);

    /// <summary>On return all bytes are on the medium.</summary>
    void Flush();
}
