using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Poise.Exchange;
using Poise.Exchange.Server;

namespace Poise.App;

/// <summary>An account of the exchange as the keys' file has it.</summary>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Main">Name of the account that it is a part of; null for one that stands alone.</param>
/// <param name="Margin">One of <see cref="ExchangeKeys.Models"/>.</param>
/// <param name="Funds">By currency; what is not listed here is left out.</param>
internal sealed record ExchangeAccount(string Name, string ClientId, string ClientSecret, string? Main, string Margin, Dictionary<string, decimal> Funds)
{
    /// <summary>account, trade, wallet and how far; all of account and trade, and wallet for reading, where none are given.</summary>
    public string? Scope { get; init; }

    public override string ToString() => $"account {Name} with key {ClientId}";
}

/// <summary>The file of accounts and keys of <c>poise exchange</c>. It is made on the first start, with keys that nobody can guess; only its owner may read it.</summary>
internal static class ExchangeKeys
{
    private static readonly JsonSerializerOptions _options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>Margin models by the words of the file.</summary>
    public static IReadOnlyDictionary<string, MarginModel> Models { get; } = new SortedDictionary<string, MarginModel>(StringComparer.Ordinal)
    {
        ["standard"] = MarginModel.SegregatedStandard,
        ["portfolio"] = MarginModel.SegregatedPortfolio,
        ["cross"] = MarginModel.CrossStandard,
        ["cross-portfolio"] = MarginModel.CrossPortfolio,
    };

    /// <exception cref="BadInputException">The file cannot be read, is no such file, or others may read it.</exception>
    public static IReadOnlyList<ExchangeAccount> Of(string file)
    {
        if (!File.Exists(file))
            Make(file);
        if (SecretFile.IsOpenToOthers(file))
            throw new BadInputException($"{file}: others may read the keys: chmod 600 {file}");
        try
        {
            ExchangeAccount[] accounts = JsonSerializer.Deserialize<ExchangeAccount[]>(File.ReadAllText(file), _options) ?? [];
            Check(file, accounts);
            return accounts;
        }
        catch (JsonException e)
        {
            // Its message would show a part of the text.
            throw new BadInputException($"{file}: no list of accounts, at line {e.LineNumber + 1} ({e.Path})");
        }
    }

    public static AccessRights RightsOf(string file, ExchangeAccount account)
    {
        if (account.Scope is null)
            return new AccessRights(AccessRight.ReadWrite, AccessRight.ReadWrite, AccessRight.Read);
        AccessRights rights = default;
        foreach (string word in account.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = word.Split(':');
            AccessRight right = parts.Length != 2 ? AccessRight.None : parts[1] switch { "read" => AccessRight.Read, "read_write" => AccessRight.ReadWrite, _ => AccessRight.None };
            rights = (parts[0], right) switch
            {
                (_, AccessRight.None) => throw Wrong(),
                ("account", _) => rights with { Account = right },
                ("trade", _) => rights with { Trade = right },
                ("wallet", _) => rights with { Wallet = right },
                _ => throw Wrong(),
            };
        }
        return rights;

        BadInputException Wrong() => new($"{file}: account {account.Name}: a scope is words like trade:read_write, of account, trade and wallet");
    }

    private static void Check(string file, ExchangeAccount[] accounts)
    {
        if (accounts.Length == 0)
            throw new BadInputException($"{file}: holds no account");
        foreach (ExchangeAccount account in accounts)
        {
            if (string.IsNullOrWhiteSpace(account.Name) || string.IsNullOrEmpty(account.ClientId) || string.IsNullOrEmpty(account.ClientSecret) || account.Funds is null)
                throw new BadInputException($"{file}: an account needs name, client_id, client_secret and funds");
            if (account.Margin is null || !Models.ContainsKey(account.Margin))
                throw new BadInputException($"{file}: account {account.Name}: margin must be one of {string.Join(", ", Models.Keys)}");
            if (account.Main is not null && !accounts.TakeWhile(a => a != account).Any(a => a.Name == account.Main && a.Main is null))
                throw new BadInputException($"{file}: account {account.Name}: its main account {account.Main} must come before it and stand alone");
            if (account.Funds.Values.Any(static f => f is < 0 or > 1e9m))
                throw new BadInputException($"{file}: account {account.Name}: funds lie between 0 and 1000000000");
            RightsOf(file, account);
        }
        if (accounts.Select(static a => a.Name).Distinct(StringComparer.Ordinal).Count() != accounts.Length || accounts.Select(static a => a.ClientId).Distinct(StringComparer.Ordinal).Count() != accounts.Length)
            throw new BadInputException($"{file}: two accounts have one name or one client_id");
    }

    private static void Make(string file)
    {
        ExchangeAccount[] accounts = [Fresh("trader", null, "standard"), Fresh("trader-portfolio", "trader", "portfolio")];
        using FileStream stream = SecretFile.Create(file);
        JsonSerializer.Serialize(stream, accounts, _options);

        static ExchangeAccount Fresh(string name, string? main, string margin) => new(
            name, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), main, margin,
            new Dictionary<string, decimal>(StringComparer.Ordinal) { ["BTC"] = 100, ["ETH"] = 1000, ["USDC"] = 10_000_000 });
    }
}
