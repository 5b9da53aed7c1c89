using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Poise.Storage;

/// <summary>A real folder. Created for its owner alone (mode 700, files 600); an existing folder keeps its mode.</summary>
public sealed class FileDisk : IDisk
{
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <exception cref="IOException">The path is a file, or the folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission.</exception>
    public FileDisk(string folder)
    {
        Place = Path.GetFullPath(folder);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(Place);
        else
            Directory.CreateDirectory(Place, OwnerFolder);
    }

    public string Place { get; }

    public IReadOnlyList<string> List()
    {
        string[] names = [.. Directory.EnumerateFiles(Place).Select(path => Path.GetFileName(path))];
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    public IDiskFile Open(string name)
    {
        SafeFileHandle handle = File.OpenHandle(PathOf(name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        KeepToOwner(handle);
        return new OpenFile(name, handle);
    }

    public void Delete(string name) => File.Delete(PathOf(name));

    public void Rename(string from, string to) => File.Move(PathOf(from), PathOf(to), overwrite: true);

    public void FlushNames()
    {
        // NTFS journals its names; elsewhere a folder is flushed through a descriptor of its own.
        if (OperatingSystem.IsWindows())
            return;
        int descriptor = OpenFolder(Encoding.UTF8.GetBytes(Place + '\0'), 0);
        if (descriptor < 0)
            throw new IOException($"cannot open folder {Place} to flush it (errno {Marshal.GetLastPInvokeError()})");
        int result = FlushDescriptor(descriptor);
        int error = Marshal.GetLastPInvokeError();
        _ = CloseDescriptor(descriptor);
        if (result != 0)
            throw new IOException($"cannot flush folder {Place} (errno {error})");
    }

    public IDisposable Lock(string name)
    {
        string path = PathOf(name);
        try
        {
            SafeFileHandle handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            KeepToOwner(handle);
            return handle;
        }
        catch (IOException e)
        {
            throw new JournalException(name, 0, $"another process has it open (or it cannot be locked: {e.Message})", e);
        }
    }

    private string PathOf(string name) =>
        name.Length > 0 && string.Equals(name, Path.GetFileName(name), StringComparison.Ordinal) && name is not "." and not ".."
            ? Path.Combine(Place, name)
            : throw new ArgumentException($"'{name}' is not a plain file name", nameof(name));

    private static void KeepToOwner(SafeFileHandle handle)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(handle, OwnerFile);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenFolder(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FlushDescriptor(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int CloseDescriptor(int descriptor);

    private sealed class OpenFile(string name, SafeFileHandle handle) : IDiskFile
    {
        public string Name => name;

        public long Length { get; private set; } = RandomAccess.GetLength(handle);

        public void Append(ReadOnlySpan<byte> bytes)
        {
            RandomAccess.Write(handle, bytes, Length);
            Length += bytes.Length;
        }

        public int Read(long offset, Span<byte> into)
        {
            int done = 0;
            while (done < into.Length)
            {
                int got = RandomAccess.Read(handle, into[done..], offset + done);
                if (got == 0)
                    break;
                done += got;
            }
            return done;
        }

        public void Truncate(long length)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
            RandomAccess.SetLength(handle, length);
            Length = length;
        }

        public void Flush() => RandomAccess.FlushToDisk(handle);

        public void Dispose() => handle.Dispose();
    }
}
