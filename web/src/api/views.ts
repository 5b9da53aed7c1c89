import type { paths } from './types';

/** The JSON body of a GET that went well. */
type Answer<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } };
} ? Body : never;

export type FlowAnswer = Answer<'/api/v1/flow'>;
export type DeskAnswer = Answer<'/api/v1/desk'>;
export type AuditAnswer = Answer<'/api/v1/desk/audit'>;
export type StatusAnswer = Answer<'/api/v1/status'>;

export type LevelsAnswer = Answer<'/api/v1/flow/levels'>;
export type SeriesAnswer = Answer<'/api/v1/flow/series'>;

export type SurfaceAnswer = Answer<'/api/v1/flow/surface'>;
export type VolSurfaceView = NonNullable<SurfaceAnswer['view']>;
export type SmileView = VolSurfaceView['smiles'][number];

export type LevelsView = NonNullable<LevelsAnswer['view']>;
export type FlowView = NonNullable<FlowAnswer['view']>;
export type StrikeView = FlowView['byStrike'][number];
export type ExpiryView = FlowView['byExpiry'][number];
export type HedgingFlowView = FlowView['flow'][number];

export type RiskAnswer = Answer<'/api/v1/desk/risk'>;
export type RiskView = NonNullable<RiskAnswer['view']>;
export type PinView = RiskView['pins'][number];
export type VenueLoss = RiskView['withoutVenue'][number];
export type HedgeRung = RiskView['ladder'][number];

export type StressAnswer = Answer<'/api/v1/desk/stress'>;
export type StressView = NonNullable<StressAnswer['view']>;
export type StressAccount = StressView['accounts'][number];

export type ProtectionAnswer = Answer<'/api/v1/desk/protection'>;

export type LimitsAnswer = Answer<'/api/v1/desk/limits'>;
export type DeskLimitsAnswer = Answer<'/api/v1/desk/desk-limits'>;
export type SettingsAnswer = Answer<'/api/v1/desk/settings'>;
export type RaisesAnswer = Answer<'/api/v1/desk/raises'>;
export type RaiseView = RaisesAnswer['raises'][number];

export type FrontiersAnswer = Answer<'/api/v1/lab/frontiers'>;
export type SavedFrontier = FrontiersAnswer['runs'][number];
export type FrontierView = Answer<'/api/v1/lab/frontiers/{name}'>;
export type FrontierCost = FrontierView['costs'][number];
export type FrontierPoint = FrontierCost['points'][number];
export type EqualCost = FrontierCost['equalCost'][number];

export type DeskView = NonNullable<DeskAnswer['view']>;
export type BandPoint = DeskView['bandHistory'][number];
export type PositionView = DeskView['positions'][number];
export type DecisionView = DeskView['decisions'][number];
export type VenueGreeksView = DeskView['byVenue'][number];
export type ExpiryGreeksView = DeskView['byExpiry'][number];
export type DeskTotal = DeskView['total'];
export type UnderlyingRow = DeskView['underlyings'][number];
export type DeltaView = DeskView['deltas'][number];
export type OrderView = DeskView['workingOrders'][number];
export type FillView = DeskView['fills'][number];
export type HouseBookView = DeskView['books'][number];
export type BookHedgeView = HouseBookView['hedges'][number];
export type InsideTradeView = DeskView['insideTrades'][number];
export type OutletView = DeskView['outlets'][number];
export type LimitView = DeskView['limits'][number];

/** A number that may not exist; its reason stands in the view's notes. */
export type Maybe = number | null | undefined;
