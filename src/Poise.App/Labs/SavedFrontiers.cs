using System.Text.Json;
using Poise.Lab;
using Poise.Storage;

namespace Poise.App;

/// <summary>Frontiers that <c>poise lab frontier --save NAME</c> kept, each the command's JSON in a file <c>lab/NAME.json</c> of the data folder.</summary>
/// <param name="data">The data folder; null: nothing is kept.</param>
public sealed class SavedFrontiers(string? data)
{
    /// <summary>What a name may be.</summary>
    internal const string Names = "1 to 64 letters, digits, - and _, the first a letter or a digit";

    private const int MostBytes = 8 << 20, MostListed = 200;
    private const string Ending = ".json";

    private readonly string? _folder = data is null ? null : Path.Combine(data, "lab");

    internal static bool IsName(string name) =>
        name.Length is > 0 and <= 64 && char.IsAsciiLetterOrDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>Makes the folder where there is none: to be called before a run that takes its time.</summary>
    /// <exception cref="BadInputException">It cannot be.</exception>
    internal void Prepare() => Told(() => new FileDisk(_folder!));

    /// <summary>Writes one whole or not at all; another of the name is replaced.</summary>
    /// <param name="json">As the command prints it.</param>
    /// <exception cref="BadInputException">It cannot be written.</exception>
    internal void Save(string name, string json) => Told(() =>
    {
        string path = PathOf(name), partial = $"{path}.{Path.GetRandomFileName()}.partial";
        try
        {
            File.WriteAllText(partial, json);
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
        return path;
    });

    /// <summary>The newest first, some hundreds at most; files of other names are not told of.</summary>
    internal FrontiersAnswer List()
    {
        try
        {
            if (!Directory.Exists(_folder))
                return new([]);
            return new(
            [
                .. new DirectoryInfo(_folder).EnumerateFiles("*" + Ending)
                    .Where(static f => f.Extension == Ending && IsName(f.Name[..^Ending.Length]))
                    .OrderByDescending(static f => f.LastWriteTimeUtc).ThenBy(static f => f.Name, StringComparer.Ordinal).Take(MostListed)
                    .Select(static f => new SavedFrontierView(f.Name[..^Ending.Length], Api.Iso(f.LastWriteTimeUtc))),
            ]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new([], $"the saved runs cannot be listed: {ResultPlace.Why(e)}");
        }
    }

    /// <summary>One of them; null with the reason where its file cannot be used, without one where there is none.</summary>
    internal FrontierView? Read(string name, out string? wrong)
    {
        wrong = null;
        if (_folder is null || !IsName(name) || !File.Exists(PathOf(name)))
            return null;
        try
        {
            using FileStream file = File.OpenRead(PathOf(name));
            if (file.Length > MostBytes)
                wrong = $"{name}{Ending} is larger than the {MostBytes >> 20} MB that a frontier may have";
            else if (JsonSerializer.Deserialize(file, PoiseJson.Strict.FrontierView) is { } view && IsWhole(view))
                return view;
            else
                wrong = $"{name}{Ending} is no frontier: a part of it is null or empty";
        }
        catch (JsonException e)
        {
            wrong = $"{name}{Ending} is no frontier, line {(e.LineNumber ?? 0) + 1}, column {(e.BytePositionInLine ?? 0) + 1}: {e.Message.Split(". ")[0].TrimEnd('.')}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            wrong = $"{name}{Ending} cannot be read: {ResultPlace.Why(e)}";
        }
        return null;
    }

    /// <summary>Lists may hold nulls where a view may not.</summary>
    private static bool IsWhole(FrontierView view) =>
        view.Costs.Count > 0 && !view.Market.Book.Contains(null!) && view.Costs.All(static c => c is not null && c.Points.Count > 0 && !c.Points.Contains(null!) && !c.EqualCost.Contains(null!) && c.Findings.All(static f => f is not null));

    private string PathOf(string name) => Path.Combine(_folder!, name + Ending);

    private static void Told(Func<object> work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--save: {ResultPlace.Why(e)}");
        }
    }
}

/// <summary>A run that is kept. savedAt: ISO 8601.</summary>
public sealed record SavedFrontierView(string Name, string SavedAt);

/// <param name="Runs">The newest first.</param>
/// <param name="Problem">Why they cannot be listed; null where they are.</param>
public sealed record FrontiersAnswer(IReadOnlyList<SavedFrontierView> Runs, string? Problem = null);
