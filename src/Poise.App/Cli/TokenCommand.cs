using System.CommandLine;
using System.Globalization;

namespace Poise.App;

/// <summary><c>poise token</c>: who may use a desk from elsewhere, or beside others.</summary>
internal static class TokenCommand
{
    public static Command Create(TextWriter output, TimeProvider time) => new("token", "Users of a desk, each with a role and a token of his own (docs/security.md). A running desk follows the file within a second or two.")
    {
        Add(output, time), List(output), Remove(output),
    };

    private static Command Add(TextWriter output, TimeProvider time)
    {
        (Argument<string> name, Option<string> users) = (Name(), Users());
        var role = new Option<string>("--role") { Description = "What the user may do: viewer looks; trader pulls the kill switch, cancels and sets policies, too; risk resumes and reads the audit log, too.", HelpName = "viewer|trader|risk", Required = true };
        role.MustBeOneOf(StringComparer.Ordinal, [.. Roles.Names]);
        var command = new Command("add", "A new user, or a new token and role for one that there is. The token is printed once, and kept nowhere: the file has its hash.\n\nExample:\n  poise token add anna --role trader --users users.json") { name, role, users };
        command.SetAction(parsed =>
        {
            (string who, string file) = (parsed.GetValue(name)!, parsed.GetValue(users)!);
            if (!UsersFile.IsName(who))
                throw new BadInputException($"\"{who}\": a user's name is 1 to 64 of letters, digits, . _ - @");
            string token = AccessToken.New();
            string added = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            var user = new UserEntry(who, parsed.GetValue(role)!, Convert.ToHexStringLower(AccessToken.HashOf(token)), added);
            UsersFile.Update(file, isMade: true, known => known.Where(u => u.Name != who).Append(user));
            output.WriteLine(token);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List(TextWriter output)
    {
        Option<string> users = Users();
        var command = new Command("list", "The users, their roles, and when they got their tokens.\n\nExample:\n  poise token list --users users.json") { users };
        command.SetAction(parsed =>
        {
            foreach (UserEntry user in UsersFile.Read(parsed.GetValue(users)!))
                output.WriteLine($"{user.Name,-24} {user.Role,-7} {user.Added}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Remove(TextWriter output)
    {
        (Argument<string> name, Option<string> users) = (Name(), Users());
        var command = new Command("remove", "Takes a user's token back: what is open is closed within a second or two.\n\nExample:\n  poise token remove anna --users users.json") { name, users };
        command.SetAction(parsed =>
        {
            (string who, string file) = (parsed.GetValue(name)!, parsed.GetValue(users)!);
            UsersFile.Update(file, isMade: false, known => known.Any(u => u.Name == who)
                ? known.Where(u => u.Name != who)
                : throw new BadInputException($"{file}: has no user {who}: it has {(known.Count == 0 ? "none" : string.Join(", ", known.Select(static u => u.Name)))}"));
            output.WriteLine($"{who} is out");
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> Name() => new("NAME") { Description = "Name of the user." };

    private static Option<string> Users() => new("--users") { Description = "File of users, of its owner alone; made where there is none.", HelpName = "FILE", Required = true };
}
