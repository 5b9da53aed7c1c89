using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Runtime;

/// <summary>Remembers for pages what each hedger of a desk did.</summary>
/// <param name="bandSample">Time between two points of a band's history.</param>
public sealed class DeskViewFold(Duration bandSample) : IDeskWatch
{
    private readonly List<HedgerFold> _folds = [];

    public HedgerFold Of(Hedger hedger)
    {
        while (_folds.Count <= hedger.Index)
            _folds.Add(new HedgerFold(bandSample));
        return _folds[hedger.Index];
    }

    public void OnEvent(Desk desk, in DeskEvent e)
    {
        foreach (Hedger hedger in desk.Hedgers)
            Of(hedger).OnEvent(desk, hedger, e);
    }

    public void OnIntent(Desk desk, in DeskEvent intent)
    {
        foreach (Hedger hedger in desk.Hedgers)
            Of(hedger).OnIntent(desk, hedger, intent);
    }

    public void OnDecision(Desk desk, Hedger hedger, in HedgeDecision decision) => Of(hedger).OnDecision(desk, hedger, decision);
}
