using System.Text.Json;

namespace Poise.App;

/// <summary>A user as the file has it.</summary>
/// <param name="Role">viewer, trader or risk.</param>
/// <param name="TokenSha256">Of the token, in hex.</param>
/// <param name="Added">When, ISO 8601 in UTC.</param>
internal sealed record UserEntry(string Name, string Role, string TokenSha256, string Added);

/// <summary>The file of users: names, roles and the hashes of their tokens, its owner's alone.</summary>
internal static class UsersFile
{
    private const long Largest = 1 << 20;

    /// <summary>EEXIST, and ERROR_FILE_EXISTS.</summary>
    private const int ThereIsOne = 17, ThereIsOneOnWindows = unchecked((int)0x80070050);

    /// <exception cref="BadInputException">It is not there, is not its owner's alone, or holds no users.</exception>
    public static IReadOnlyList<UserEntry> Read(string file)
    {
        try
        {
            if (!File.Exists(file))
                throw new BadInputException($"{file}: there is no such file: poise token add NAME --role trader --users {file} makes it");
            if (SecretFile.IsOpenToOthers(file))
                throw new BadInputException($"{file}: others than its owner can use it: chmod 600 {file}");
            if (new FileInfo(file).Length > Largest)
                throw new BadInputException($"{file}: more than {Largest} bytes are no file of users");
            UserEntry[] users = JsonSerializer.Deserialize(File.ReadAllBytes(file), PoiseJson.Indented.UserEntryArray) ?? [];
            Check(file, users);
            return users;
        }
        catch (JsonException e)
        {
            // Its message would show a part of the text.
            throw new BadInputException($"{file}: no list of users, at line {e.LineNumber + 1} ({e.Path})", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{file}: {e.Message}", e);
        }
    }

    /// <summary>Replaces it whole: whoever reads sees the old one or the new one, and of two that change it at once one is refused.</summary>
    /// <param name="isMade">Whether one that is not there is made.</param>
    /// <param name="change">The users as they are to those that are to be.</param>
    /// <exception cref="BadInputException">It cannot be read or written, or another is changing it.</exception>
    public static void Update(string file, bool isMade, Func<IReadOnlyList<UserEntry>, IEnumerable<UserEntry>> change)
    {
        string next = file + ".new";
        FileStream stream;
        try
        {
            stream = SecretFile.Create(next); // whoever has made it has the turn
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"{file}: {(e.HResult is ThereIsOne or ThereIsOneOnWindows ? $"{next} is there: another command changes it, or was stopped while it did: delete it then" : e.Message)}", e);
        }
        try
        {
            using (stream)
            {
                JsonSerializer.Serialize(stream, [.. change(isMade && !File.Exists(file) ? [] : Read(file))], PoiseJson.Indented.UserEntryArray);
                stream.Flush(flushToDisk: true);
            }
            File.Move(next, file, overwrite: true);
        }
        catch (Exception e)
        {
            File.Delete(next);
            if (e is IOException or UnauthorizedAccessException)
                throw new BadInputException($"{file}: {e.Message}", e);
            throw;
        }
    }

    public static bool IsName(string? name) => name is { Length: > 0 and <= 64 } && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '@');

    private static void Check(string file, UserEntry[] users)
    {
        foreach (UserEntry? user in users)
        {
            if (!IsName(user?.Name))
                throw new BadInputException($"{file}: a user's name is 1 to 64 of letters, digits, . _ - @");
            if (user!.Role is null || Roles.Of(user.Role) is null)
                throw new BadInputException($"{file}: {user.Name}: role must be one of {string.Join(", ", Roles.Names)}");
            if (user.TokenSha256 is not { Length: 64 } hash || !hash.All(char.IsAsciiHexDigit))
                throw new BadInputException($"{file}: {user.Name}: tokenSha256 must be 64 hex digits");
        }
        if (users.Select(static u => u.Name).Distinct(StringComparer.Ordinal).Count() != users.Length)
            throw new BadInputException($"{file}: two users have one name");
    }
}
