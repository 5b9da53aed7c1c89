using Poise.Domain;

namespace Poise.Exchange;

/// <summary>How much may be traded against a market maker's quotes before they are taken away.</summary>
/// <param name="Interval">Length of the window, which the first trade opens; zero for no protection.</param>
/// <param name="Frozen">For so long no quotes are taken after a trip; zero until it is reset by hand.</param>
/// <param name="Quantity">Coins traded within the window, bought and sold alike; zero for no limit.</param>
/// <param name="Delta">Net delta taken on within the window, either way; zero for no limit.</param>
/// <param name="Vega">Net vega, the same.</param>
public sealed record ProtectionSettings(Duration Interval, Duration Frozen, double Quantity, double Delta = 0, double Vega = 0);

/// <summary>
/// Market-maker protection, a group of quotes at a time: who is hit more than he wants within a moment is taken out of the market. The trade that trips it stands.
/// </summary>
public sealed class QuoteProtection
{
    private sealed class Group(ProtectionSettings settings)
    {
        public ProtectionSettings Settings = settings;
        public Instant Opened, FrozenUntil;
        public double Quantity, Delta, Vega;

        public void Begin(Instant at) => (Opened, Quantity, Delta, Vega) = (at, 0, 0, 0);
    }

    private readonly Dictionary<(int Account, int Group), Group> _groups = [];

    /// <summary>New limits; what the window holds stays in it, and so does a freeze.</summary>
    public void Set(int account, int group, ProtectionSettings settings)
    {
        if (settings.Interval < Duration.Zero || settings.Frozen < Duration.Zero || !(settings.Quantity >= 0 && settings.Delta >= 0 && settings.Vega >= 0))
            throw new ArgumentException("limits and times of a protection are not below zero", nameof(settings));
        if (_groups.TryGetValue((account, group), out Group? known))
            known.Settings = settings;
        else
            _groups.Add((account, group), new Group(settings));
    }

    /// <summary>Null where none are set.</summary>
    public ProtectionSettings? Of(int account, int group) => _groups.TryGetValue((account, group), out Group? known) ? known.Settings : null;

    /// <summary>Until when quotes of the group are refused, <see cref="Instant.Never"/> until it is reset; null where they are taken.</summary>
    public Instant? FrozenUntil(int account, int group, Instant now) =>
        _groups.TryGetValue((account, group), out Group? known) && known.FrozenUntil > now ? known.FrozenUntil : null;

    /// <summary>A trade of a protected order or quote.</summary>
    /// <param name="quantity">Coins, above zero.</param>
    /// <param name="delta">What it added to the account's delta.</param>
    /// <param name="vega">What it added to its vega.</param>
    /// <returns>Whether it trips: all quotes of the group are to be cancelled, and none taken until the freeze ends.</returns>
    public bool Traded(int account, int group, double quantity, double delta, double vega, Instant now)
    {
        if (!_groups.TryGetValue((account, group), out Group? g) || g.Settings.Interval == Duration.Zero || g.FrozenUntil > now)
            return false;
        if (!g.Opened.IsKnown || now - g.Opened >= g.Settings.Interval)
            g.Begin(now);
        g.Quantity += quantity;
        g.Delta += delta;
        g.Vega += vega;
        if (!Beyond(g.Quantity, g.Settings.Quantity) && !Beyond(g.Delta, g.Settings.Delta) && !Beyond(g.Vega, g.Settings.Vega))
            return false;
        g.Begin(default);
        g.FrozenUntil = g.Settings.Frozen == Duration.Zero ? Instant.Never : now + g.Settings.Frozen;
        return true;

        static bool Beyond(double sum, double limit) => limit > 0 && Math.Abs(sum) >= limit;
    }

    /// <summary>The freeze ends now, and the window with it.</summary>
    /// <returns>Whether there is such a group.</returns>
    public bool Reset(int account, int group)
    {
        if (!_groups.TryGetValue((account, group), out Group? known))
            return false;
        known.FrozenUntil = default;
        known.Begin(default);
        return true;
    }

    public void Save(StateWriter to)
    {
        to.Write(_groups.Count);
        foreach (((int account, int number), Group g) in _groups.OrderBy(static g => g.Key))
        {
            to.Write((account, number));
            to.Write((g.Settings.Interval, g.Settings.Frozen, g.Opened, g.FrozenUntil));
            foreach (double value in (ReadOnlySpan<double>)[g.Settings.Quantity, g.Settings.Delta, g.Settings.Vega, g.Quantity, g.Delta, g.Vega])
                to.Write(value);
        }
    }

    public void Load(ref StateReader from)
    {
        for (int left = from.Read<int>(); left > 0; left--)
        {
            (int, int) key = from.Read<(int, int)>();
            (Duration interval, Duration frozen, Instant opened, Instant until) = from.Read<(Duration, Duration, Instant, Instant)>();
            var settings = new ProtectionSettings(interval, frozen, from.Read<double>(), from.Read<double>(), from.Read<double>());
            _groups.Add(key, new Group(settings) { Opened = opened, FrozenUntil = until, Quantity = from.Read<double>(), Delta = from.Read<double>(), Vega = from.Read<double>() });
        }
    }
}
