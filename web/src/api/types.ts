// Generated from openapi.json by npm run types: not written by hand.
export interface paths {
    "/api/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this server is, and who asks it. */
        get: operations["getStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The latest flow view; the hub's message "flow" has the same shape. */
        get: operations["getFlow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flow/{index}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One flow view of the series, 0 the oldest. */
        get: operations["getFlowAt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flow/levels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The levels as the quotes now are; the hub's message "levels" has the same shape. */
        get: operations["getLevels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flow/surface": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The vol surface fitted to a chain, the view that poise flow --surface prints; without an index the latest: of a live market the last background fit. */
        get: operations["getSurface"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flow/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The instants, spots and levels of all chains that can be asked for; the levels of all expiries, or of some. */
        get: operations["getSeries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/flow/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A flow view as a file, the text that poise flow prints: format=json|csv, or levels=csv|pine|thinkscript. Without an index the latest. */
        get: operations["exportFlow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The desk, as one of its underlyings is seen, the first where none is named; the hub's message "desk" has the same shape. A null view: no desk runs here. */
        get: operations["getDesk"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/risk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What would become of the book of one underlying: profit by spot, vol and time, and what the policy would trade if the price went there. */
        get: operations["getRisk"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last commands, the newest first: who gave which, and what became of it; 100 where no count is given. */
        get: operations["getAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lab/frontiers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The frontiers of cost against risk that poise lab frontier --save kept, the newest first. */
        get: operations["getFrontiers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lab/frontiers/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of them: what the command printed, as docs/frontier.md has it. */
        get: operations["getFrontier"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The limits in force of one underlying, the first where none is named. */
        get: operations["getLimits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/raises": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Raises of limits that wait for a second person. */
        get: operations["getRaises"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/commands/kill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Kill switch: cancel all orders, send no more. */
        post: operations["kill"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/commands/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Trade again after a halt. */
        post: operations["resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/commands/cancel-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel every working order. */
        post: operations["cancelAll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/commands/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Other limits of an underlying. Lowered at once; a raise needs the role risk and waits ten minutes for a second person of it. */
        post: operations["setLimits"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/commands/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The second person's yes to a raise of limits, by its number. */
        post: operations["approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/commands/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A position that another account holds, by hand: so many contracts from now on, 0 for none any more. It is hedged with the book. */
        post: operations["hold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/commands/band": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** New policy: a fixed delta band, in units of the underlying, hedged to its target. Of the underlying that is named, where there are several. */
        post: operations["setBand"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/commands/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** New policy: when the desk hedges, and how far, as docs/policies.md has it. */
        post: operations["setPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/desk/commands/working": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hedges are worked otherwise until the next start: how what the policy wants becomes orders, as docs/working.md has it. */
        post: operations["setWorking"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AlertView: {
            rule: string;
            at: string;
            underlying: string;
            text: string;
            /** Format: double */
            level: null | number;
            /** Format: double */
            spot: null | number;
        };
        AuditAnswer: {
            entries: components["schemas"]["AuditEntry"][];
        };
        AuditEntry: {
            at: string;
            who: null | string;
            role: null | string;
            from: null | string;
            command: string;
            detail: null | string;
            /** Format: int32 */
            status: number;
        };
        BandCommand: {
            /** Format: double */
            lower: number;
            /** Format: double */
            target: number;
            /** Format: double */
            upper: number;
        };
        BandPoint: {
            at: string;
            /** Format: double */
            netDelta: number;
            /** Format: double */
            lower: number;
            /** Format: double */
            upper: number;
            /** Format: double */
            spot: number;
        };
        BookRiskView: {
            asOf: string;
            underlying: string;
            currency: string;
            /** Format: double */
            spot: null | number;
            /** Format: int32 */
            positions: number;
            /** Format: int32 */
            missing: number;
            moves: number[];
            volChanges: number[];
            layers: components["schemas"]["ScenarioLayerView"][];
            worst: null | components["schemas"]["WorstView"];
            ladder: components["schemas"]["HedgeRungView"][];
            margin: null | components["schemas"]["MarginView"];
            pins: components["schemas"]["PinView"][];
        };
        BucketView: {
            bucket: string;
            /** Format: int32 */
            expiries: number;
            /** Format: double */
            gex: null | number;
            /** Format: double */
            zeroGamma: null | number;
            zeroGammaAll: number[];
            /** Format: double */
            callWall: null | number;
            /** Format: double */
            putWall: null | number;
            regime: null | string;
        };
        CommandResult: {
            accepted: boolean;
            message: string;
        };
        ConventionsView: {
            signs: string;
            walls: string;
            zeroGamma: string;
            dayCount: string;
            clock: string;
            vols: string;
            greeks: string;
            unit: string;
            expiries: string;
            compat: null | string;
        };
        CorrectionsView: {
            /** Format: int32 */
            prints: number;
            /** Format: double */
            contracts: number;
        };
        CostView: {
            venue: string;
            algorithm: string;
            /** Format: int64 */
            fills: number;
            /** Format: double */
            turnover: number;
            /** Format: double */
            fees: number;
            /** Format: double */
            slippage: null | number;
            /** Format: double */
            perTurnover: null | number;
        };
        CoverageView: {
            /** Format: int32 */
            rows: number;
            /** Format: int32 */
            used: number;
            leftOut: components["schemas"]["LeftOutView"];
            /** Format: double */
            openInterestUsed: null | number;
            vols: components["schemas"]["VolSourceView"];
        };
        DecisionView: {
            /** Format: int64 */
            sequence: number;
            at: string;
            action: string;
            reason: string;
            /** Format: double */
            netDelta: null | number;
            /** Format: double */
            lower: null | number;
            /** Format: double */
            upper: null | number;
            /** Format: double */
            quantity: number;
            order: null | string;
            /** Format: double */
            limit: null | number;
            /** Format: int32 */
            count: number;
            /** Format: int32 */
            orders: number;
        };
        DeltaView: {
            convention: string;
            /** Format: double */
            delta: null | number;
            /** Format: double */
            premiumAdjusted: null | number;
            isHedged: boolean;
        };
        DepthView: {
            source: string;
            /** Format: double */
            bids: number;
            /** Format: double */
            asks: number;
            /** Format: double */
            amplification: null | number;
        };
        DeskFrame: {
            /** Format: int64 */
            seq: number;
            view: null | components["schemas"]["DeskView"];
        };
        DeskView: {
            desk: string;
            market: string;
            asOf: string;
            tradingState: string;
            tradingStateReason?: null | string;
            /** Format: double */
            dataAge?: null | number;
            isStale?: boolean;
            obstacle?: null | string;
            underlyings: components["schemas"]["UnderlyingRow"][];
            hedge: components["schemas"]["HedgeView"];
            net: components["schemas"]["NetGreeksView"];
            byExpiry: components["schemas"]["ExpiryGreeksView"][];
            byVenue: components["schemas"]["VenueGreeksView"][];
            outlets: components["schemas"]["OutletView"][];
            deltas: components["schemas"]["DeltaView"][];
            bandHistory: components["schemas"]["BandPoint"][];
            positions: components["schemas"]["PositionView"][];
            decisions: components["schemas"]["DecisionView"][];
            workingOrders: components["schemas"]["OrderView"][];
            fills: components["schemas"]["FillView"][];
            pnl: components["schemas"]["PnlView"];
            explain: components["schemas"]["ExplainView"];
            limits: components["schemas"]["LimitView"][];
            drawdown?: null | components["schemas"]["DrawdownView"];
            /** Format: int64 */
            events: number;
            /** Format: int64 */
            batches: number;
            stateHash: string;
        };
        DominatorView: {
            policy: string;
            parameter: string;
            /** Format: double */
            errors: number;
        };
        DrawdownCommand: {
            /** Format: double */
            soft: number;
            /** Format: double */
            hard: number;
            then: string;
        };
        DrawdownView: {
            currency: string;
            /** Format: double */
            profit: number;
            /** Format: double */
            peak: number;
            /** Format: double */
            fall: number;
            /** Format: double */
            soft: number;
            /** Format: double */
            hard: number;
            then: string;
            step: string;
        };
        EqualCostView: {
            policy: string;
            parameter: string;
            against: string;
            /** Format: double */
            cost: number;
            /** Format: double */
            difference: number;
            /** Format: double */
            low: number;
            /** Format: double */
            high: number;
            verdict: string;
        };
        ExpiryGreeksView: {
            expiry: null | string;
            /** Format: double */
            years: null | number;
            /** Format: int32 */
            positions: number;
            /** Format: double */
            delta: null | number;
            /** Format: double */
            gamma: null | number;
            /** Format: double */
            vega: null | number;
            /** Format: double */
            theta: null | number;
            /** Format: double */
            value: null | number;
            /** Format: double */
            settled: null | number;
        };
        ExpiryView: {
            expiry: string;
            /** Format: double */
            years: number;
            /** Format: double */
            forward: null | number;
            forwardRung: string;
            /** Format: double */
            gex: null | number;
            /** Format: double */
            dex: null | number;
            /** Format: double */
            vex: null | number;
            /** Format: double */
            cex: null | number;
            /** Format: double */
            zeroGamma: null | number;
            /** Format: double */
            volga: null | number;
            /** Format: double */
            speed: null | number;
            calls: null | components["schemas"]["ExposureView"];
            puts: null | components["schemas"]["ExposureView"];
            /** Format: double */
            maxPain: null | number;
            /** Format: double */
            atmVol: null | number;
            range: null | components["schemas"]["RangeView"];
            product?: null | string;
        };
        ExplainDayView: {
            from: string;
            /** Format: double */
            total: number;
            terms: components["schemas"]["PnlTerm"][];
            /** Format: double */
            residualShare: null | number;
            /** Format: double */
            bound: number;
            hasJump: boolean;
            /** Format: double */
            doubt: number;
            isAlarm: boolean;
            /** Format: int64 */
            steps: number;
            /** Format: int64 */
            blind: number;
        };
        ExplainView: {
            asOf?: null | string;
            days: components["schemas"]["ExplainDayView"][];
            strikes: components["schemas"]["StrikeVarianceView"][];
            markouts: components["schemas"]["MarkoutView"][];
            /** Format: int64 */
            markoutsMissed: number;
            costs: components["schemas"]["CostView"][];
            standing?: null | components["schemas"]["StandingView"];
        };
        ExposureView: {
            /** Format: double */
            gex: number;
            /** Format: double */
            dex: number;
            /** Format: double */
            vex: number;
            /** Format: double */
            cex: number;
            /** Format: double */
            volga: number;
            /** Format: double */
            speed: number;
        };
        FillView: {
            at: string;
            order: string;
            contract: string;
            venue: string;
            side: string;
            /** Format: double */
            quantity: number;
            /** Format: double */
            price: number;
            /** Format: double */
            fee: number;
            liquidity: string;
        };
        FlowFrame: {
            /** Format: int64 */
            seq: number;
            view: null | components["schemas"]["FlowView"];
            /** Format: int32 */
            index: number;
            /** Format: int32 */
            count: number;
            reason: null | string;
            alerts: components["schemas"]["AlertView"][];
            stale: null | string;
            notice?: null | string;
        };
        FlowView: {
            underlying: string;
            asOf: string;
            /** Format: double */
            spot?: null | number;
            spotSource: string;
            source: string;
            conventions: components["schemas"]["ConventionsView"];
            coverage: components["schemas"]["CoverageView"];
            totals: components["schemas"]["TotalsView"];
            units: components["schemas"]["UnitView"][];
            levels: components["schemas"]["LevelsView"];
            buckets: components["schemas"]["BucketView"][];
            walls: components["schemas"]["WallsView"][];
            onHedge?: null | components["schemas"]["HedgeLevelsView"];
            dayRange?: null | components["schemas"]["RangeView"];
            profile: components["schemas"]["ProfilePoint"][];
            byStrike: components["schemas"]["StrikeView"][];
            byExpiry: components["schemas"]["ExpiryView"][];
            cells: components["schemas"]["HeatRowView"][];
            flow: components["schemas"]["HedgingFlowView"][];
            signModels: components["schemas"]["SignModelView"][];
            inventory?: null | components["schemas"]["InventoryView"];
            spotVolBeta?: null | components["schemas"]["SpotVolBetaView"];
            map?: null | components["schemas"]["HedgingMapView"];
            rollOff?: null | components["schemas"]["RollOffView"];
            gammaSurface?: null | components["schemas"]["GammaSurfaceView"];
            liquidity?: null | components["schemas"]["LiquidityView"];
            depth?: null | components["schemas"]["DepthView"];
            products?: components["schemas"]["ProductView"][];
            split?: null | components["schemas"]["SplitView"];
            alerts?: components["schemas"]["AlertView"][];
            notes: string[];
        };
        FrontierConventionsView: {
            pnl: string;
            sd: string;
            cost: string;
            certainty: string;
            error: string;
            dominated: string;
            equalCost: string;
        };
        FrontierCostView: {
            /** Format: double */
            costRate: number;
            points: components["schemas"]["FrontierPointView"][];
            equalCost: components["schemas"]["EqualCostView"][];
            findings: string[];
        };
        FrontierMarketView: {
            name: string;
            /** Format: double */
            spot: number;
            /** Format: double */
            vol: number;
            from: string;
            to: string;
            step: string;
            /** Format: int32 */
            steps: number;
            startsHedged: boolean;
            unwinds: boolean;
            /** Format: double */
            aversion: number;
            book: components["schemas"]["FrontierOptionView"][];
        };
        FrontierOptionView: {
            type: string;
            /** Format: double */
            strike: number;
            expiry: string;
            /** Format: double */
            quantity: number;
        };
        FrontierPointView: {
            policy: string;
            parameter: string;
            settings: null | components["schemas"]["JsonElement"];
            /** Format: double */
            cost: number;
            /** Format: double */
            costError: number;
            /** Format: double */
            sd: number;
            /** Format: double */
            sdError: number;
            /** Format: double */
            pnl: number;
            /** Format: double */
            pnlError: number;
            /** Format: double */
            certainty: number;
            /** Format: double */
            certaintyError: number;
            /** Format: double */
            trades: number;
            /** Format: double */
            tradesError: number;
            /** Format: double */
            turnover: number;
            /** Format: double */
            turnoverError: number;
            dominatedBy: null | components["schemas"]["DominatorView"];
        };
        FrontierView: {
            market: components["schemas"]["FrontierMarketView"];
            /** Format: int32 */
            seeds: number;
            /** Format: int64 */
            firstSeed: number;
            conventions: components["schemas"]["FrontierConventionsView"];
            costs: components["schemas"]["FrontierCostView"][];
        };
        FrontiersAnswer: {
            runs: components["schemas"]["SavedFrontierView"][];
            problem?: null | string;
        };
        GammaHorizonView: {
            time: string;
            at: string;
            /** Format: int32 */
            expiries: number;
            /** Format: double */
            gex: null | number;
            /** Format: double */
            zeroGamma: null | number;
            zeroGammaAll: number[];
            regime: null | string;
            gexBySpot: number[];
        };
        GammaSurfaceView: {
            volRule: string;
            spots: number[];
            horizons: components["schemas"]["GammaHorizonView"][];
        };
        HeatRowView: {
            /** Format: int32 */
            expiry: number;
            strikes: number[];
            gex: (null | number)[];
            dex: (null | number)[];
            vex: (null | number)[];
            cex: (null | number)[];
            openInterest: (null | number)[];
            volume: (null | number)[];
        };
        HedgeLevelsView: {
            instrument: string;
            /** Format: double */
            ratio: number;
            source: string;
            /** Format: double */
            zeroGamma: null | number;
            /** Format: double */
            callWall: null | number;
            /** Format: double */
            putWall: null | number;
        };
        HedgeRungView: {
            /** Format: double */
            move: number;
            /** Format: double */
            spot: null | number;
            /** Format: double */
            delta: null | number;
            /** Format: double */
            gamma: null | number;
            /** Format: double */
            lower: null | number;
            /** Format: double */
            upper: null | number;
            /** Format: double */
            trade: number;
            reason: string;
        };
        HedgeView: {
            underlying: string;
            instrument: string;
            /** Format: double */
            bid: null | number;
            /** Format: double */
            ask: null | number;
            /** Format: double */
            spot: null | number;
            policy: string;
            policySettings: null | string;
            working: string;
            workingSettings: null | string;
            /** Format: double */
            target: null | number;
            /** Format: double */
            lower: null | number;
            /** Format: double */
            upper: null | number;
            /** Format: double */
            forecastVol: null | number;
            /** Format: double */
            dealerMove: null | number;
        };
        HedgingFlowView: {
            scenario: string;
            /** Format: double */
            units: null | number;
            /** Format: double */
            currency: null | number;
            /** Format: double */
            gamma: null | number;
            /** Format: double */
            vanna: null | number;
            /** Format: double */
            charm: null | number;
            /** Format: double */
            residual: null | number;
            /** Format: double */
            shareOfVolume?: null | number;
            /** Format: double */
            impact?: null | number;
            /** Format: double */
            depthImpact?: null | number;
            /** Format: double */
            contracts?: null | number;
            at?: null | string;
        };
        HedgingMapView: {
            volRule: string;
            spotMoves: number[];
            volMoves: number[];
            sheets: components["schemas"]["HedgingSheetView"][];
        };
        HedgingSheetView: {
            time: string;
            at: string;
            units: number[][];
        };
        HoldCommand: {
            symbol: string;
            /** Format: double */
            quantity: number;
            /** Format: double */
            price: number;
            kind?: null | string;
            underlying?: null | string;
            /** Format: double */
            strike?: null | number;
            expiry?: null | string;
            style?: null | string;
            /** Format: double */
            multiplier?: null | number;
            currency?: null | string;
            window?: null | string;
        };
        InventoryContractView: {
            symbol: string;
            /** Format: double */
            strike: number;
            /** Format: int32 */
            expiry: number;
            type: string;
            /** Format: double */
            position: number;
            /** Format: double */
            deviation: number;
            /** Format: double */
            confidence: null | number;
            /** Format: double */
            signOdds: number;
            /** Format: double */
            bound: null | number;
            /** Format: double */
            volume: number;
            /** Format: double */
            gex: null | number;
        };
        InventoryView: {
            /** Format: double */
            gexDeviation: null | number;
            /** Format: double */
            confidence: null | number;
            /** Format: double */
            signOdds: null | number;
            prior: string;
            /** Format: int32 */
            trades: number;
            volume: components["schemas"]["InventoryVolumeView"];
            corrections: components["schemas"]["CorrectionsView"];
            contracts: components["schemas"]["InventoryContractView"][];
        };
        InventoryVolumeView: {
            /** Format: double */
            all: number;
            /** Format: double */
            venue: number;
            /** Format: double */
            quote: number;
            /** Format: double */
            tick: number;
            /** Format: double */
            package: number;
            /** Format: double */
            leg: number;
            /** Format: double */
            bar: number;
            /** Format: double */
            unsigned: number;
            /** Format: double */
            spreads: number;
            /** Format: double */
            blocks: number;
        };
        JsonElement: unknown;
        LeftOutView: {
            /** Format: int32 */
            expired: number;
            /** Format: int32 */
            noVol: number;
            /** Format: int32 */
            noOpenInterest: number;
            /** Format: int32 */
            crossed: number;
            /** Format: int32 */
            stale: number;
            /** Format: int32 */
            malformed: number;
        };
        LevelsFrame: {
            /** Format: int64 */
            seq: number;
            view: null | components["schemas"]["LevelsTickView"];
            reason: null | string;
            stale: null | string;
        };
        LevelsTickView: {
            underlying: string;
            asOf: string;
            /** Format: double */
            spot: number;
            /** Format: double */
            gex: null | number;
            /** Format: double */
            zeroGamma: null | number;
            zeroGammaAll: number[];
            /** Format: double */
            callWall: null | number;
            /** Format: double */
            putWall: null | number;
            regime: null | string;
            fittedAt: string;
            /** Format: double */
            fitAge: number;
            surfaceFittedAt?: null | string;
            surfaceWhyNot?: null | string;
        };
        LevelsView: {
            /** Format: double */
            zeroGamma: null | number;
            zeroGammaAll: number[];
            /** Format: double */
            callWall: null | number;
            /** Format: double */
            putWall: null | number;
            callWalls: number[];
            putWalls: number[];
            regime: null | string;
            transitionZone?: null | components["schemas"]["RangeView"];
        };
        LimitView: {
            limit: string;
            /** Format: double */
            value: number;
            /** Format: double */
            max: number;
            unit: string;
            /** @default false */
            isShared: boolean;
        };
        LimitsAnswer: {
            underlying: string;
            /** Format: double */
            maxOrder: null | number;
            /** Format: double */
            maxPosition: null | number;
            /** Format: double */
            maxDelta: null | number;
            /** Format: double */
            maxGamma: null | number;
            /** Format: double */
            maxVega: null | number;
            drawdown: null | components["schemas"]["DrawdownCommand"];
        };
        LimitsCommand: {
            /** Format: double */
            maxOrder?: null | number;
            /** Format: double */
            maxPosition?: null | number;
            /** Format: double */
            maxDelta?: null | number;
            /** Format: double */
            maxGamma?: null | number;
            /** Format: double */
            maxVega?: null | number;
            drawdown?: null | components["schemas"]["DrawdownCommand"];
        };
        LiquidationView: {
            /** Format: double */
            move: number;
            /** Format: double */
            spot: number;
            /** Format: double */
            sigmas: null | number;
        };
        LiquidityView: {
            /** Format: double */
            dailyVolume: number;
            /** Format: double */
            dailyVol: number;
            dailyVolSource: string;
            law: string;
            /** Format: double */
            amplification: number;
            feedback: string;
            watch: string;
            /** Format: double */
            worstAmplification: null | number;
            /** Format: double */
            worstSpot: null | number;
            squeezeZones: components["schemas"]["SqueezeZoneView"][];
            wallBreaks: components["schemas"]["WallBreakView"][];
        };
        MarginView: {
            rules: string;
            /** Format: double */
            maintenance: null | number;
            /** Format: double */
            initial: null | number;
            /** Format: double */
            equity: null | number;
            /** Format: double */
            ratio: null | number;
            down: null | components["schemas"]["LiquidationView"];
            up: null | components["schemas"]["LiquidationView"];
        };
        MarkoutView: {
            /** Format: double */
            seconds: number;
            /** Format: int64 */
            count: number;
            /** Format: double */
            mean: null | number;
            /** Format: double */
            standardError: null | number;
        };
        NetGreeksView: {
            /** Format: double */
            delta: null | number;
            /** Format: double */
            deltaInFlight: null | number;
            /** Format: double */
            gamma: null | number;
            /** Format: double */
            vega: null | number;
            /** Format: double */
            theta: null | number;
            currency: string;
        };
        OrderView: {
            order: string;
            contract: string;
            venue: string;
            side: string;
            /** Format: double */
            quantity: number;
            /** Format: double */
            filled: number;
            /** Format: double */
            price: number;
            status: string;
            at: string;
        };
        OutletView: {
            venue: string;
            instrument: string;
            state: string;
            isLead: boolean;
            /** Format: double */
            bid: null | number;
            /** Format: double */
            ask: null | number;
            /** Format: double */
            bidSize: null | number;
            /** Format: double */
            askSize: null | number;
            /** Format: double */
            takerFee: number;
            /** Format: double */
            makerFee: number;
            /** Format: double */
            latency: number;
            /** Format: double */
            premium: null | number;
            /** Format: double */
            position: number;
            /** Format: double */
            maxPosition: null | number;
            /** Format: int64 */
            links: number;
        };
        PinView: {
            expiry: string;
            /** Format: double */
            strike: number;
            /** Format: double */
            units: number;
            /** Format: double */
            distance: null | number;
            /** Format: double */
            sigmas: null | number;
            /** Format: double */
            above: null | number;
            /** Format: double */
            deltaBelow: number;
            /** Format: double */
            deltaAbove: number;
            /** Format: double */
            assigned: null | number;
        };
        PnlTerm: {
            term: string;
            /** Format: double */
            amount: number;
        };
        PnlView: {
            currency: string;
            /** Format: double */
            total: null | number;
            /** Format: double */
            options: null | number;
            /** Format: double */
            hedge: null | number;
            /** Format: double */
            fees: number;
            /** Format: double */
            funding: number;
            explain: components["schemas"]["PnlTerm"][];
        };
        PositionView: {
            contract: string;
            venue: string;
            kind: string;
            /** Format: double */
            quantity: number;
            /** Format: double */
            mark: null | number;
            /** Format: double */
            value: null | number;
            /** Format: double */
            delta: null | number;
            /** Format: double */
            gamma: null | number;
            /** Format: double */
            vega: null | number;
            /** Format: double */
            theta: null | number;
            /** Format: double */
            pnl: null | number;
        };
        ProductView: {
            underlying: string;
            asOf: string;
            /** Format: double */
            spot: number;
            /** Format: double */
            ratio: number;
            /** Format: double */
            contractSize: number;
            /** Format: int32 */
            expiries: number;
            /** Format: double */
            openInterest: number;
            /** Format: double */
            gex: null | number;
            /** Format: double */
            dex: null | number;
            /** Format: double */
            vex: null | number;
            /** Format: double */
            cex: null | number;
            /** Format: double */
            gexShare: null | number;
            /** Format: double */
            zeroGamma: null | number;
        };
        ProfilePoint: {
            /** Format: double */
            spot: number;
            /** Format: double */
            gex: number;
        };
        RaiseView: {
            /** Format: int32 */
            raise: number;
            underlying: string;
            askedBy: string;
            limits: string;
            at: string;
            until: string;
        };
        RaisesAnswer: {
            raises: components["schemas"]["RaiseView"][];
        };
        RangeView: {
            /** Format: double */
            low: number;
            /** Format: double */
            high: number;
        };
        RiskFrame: {
            /** Format: int64 */
            seq: number;
            view: null | components["schemas"]["BookRiskView"];
        };
        RollOffView: {
            expiry: string;
            /** Format: double */
            gexOff: number;
            /** Format: double */
            openInterestOff: number;
            /** Format: double */
            gexNow: number;
            /** Format: double */
            gexAfter: null | number;
            /** Format: double */
            zeroGammaAfter: null | number;
            regimeAfter: null | string;
            profileAfter: components["schemas"]["ProfilePoint"][];
        };
        SavedFrontierView: {
            name: string;
            savedAt: string;
        };
        ScenarioLayerView: {
            /** Format: double */
            days: number;
            pnl: (null | number)[][];
        };
        SeriesFrame: {
            /** Format: int64 */
            seq: number;
            expiries: string;
            underlying: null | string;
            times: string[];
            spots: number[];
            levels: components["schemas"]["SeriesLevels"][];
            recent: components["schemas"]["SpotAt"][];
            splits: components["schemas"]["SplitAt"][];
        };
        SeriesLevels: {
            /** Format: double */
            gex: null | number;
            /** Format: double */
            zeroGamma: null | number;
            /** Format: double */
            callWall: null | number;
            /** Format: double */
            putWall: null | number;
            regime: null | string;
            signs: null | string;
        };
        SignModelView: {
            signs: string;
            /** Format: double */
            gex: null | number;
            /** Format: double */
            zeroGamma: null | number;
            regime: null | string;
            /** Format: double */
            callWall: null | number;
            /** Format: double */
            putWall: null | number;
        };
        SmilePointsView: {
            strikes: number[];
            bid: (null | number)[];
            mid: (null | number)[];
            ask: (null | number)[];
            fitted: (null | number)[];
        };
        SmileView: {
            expiry: string;
            /** Format: double */
            years: number;
            /** Format: double */
            forward: number;
            forwardRung: string;
            status: string;
            svi: null | components["schemas"]["SviView"];
            /** Format: double */
            atmVol: null | number;
            /** Format: double */
            skew: null | number;
            /** Format: double */
            curvature: null | number;
            /** Format: double */
            riskReversal25: null | number;
            /** Format: double */
            butterfly25: null | number;
            /** Format: double */
            rmsError: null | number;
            /** Format: double */
            rmsErrorNear: null | number;
            /** Format: double */
            medianError: null | number;
            /** Format: double */
            insideShare: null | number;
            /** Format: int32 */
            quotes: number;
            /** Format: int32 */
            asksOnly: number;
            /** Format: int32 */
            leftOut: number;
            butterflyFree: null | boolean;
            calendarFree: null | boolean;
            /** Format: double */
            leastG: null | number;
            /** Format: double */
            leastGap: null | number;
            points: components["schemas"]["SmilePointsView"];
            note: null | string;
        };
        SplitAt: {
            time: string;
            /** Format: double */
            ratio: number;
        };
        SplitView: {
            /** Format: double */
            ratio: number;
            since: string;
        };
        SpotAt: {
            time: string;
            /** Format: double */
            spot: number;
        };
        SpotVolBetaView: {
            source: string;
            /** Format: double */
            beta: number;
            /** Format: double */
            standardError: null | number;
            /** Format: double */
            rSquared: null | number;
            /** Format: int32 */
            count: null | number;
            /** Format: double */
            skew: number;
            /** Format: double */
            stickiness: null | number;
            /** Format: double */
            slope: number;
        };
        SqueezeZoneView: {
            /** Format: double */
            from: number;
            /** Format: double */
            to: number;
            /** Format: double */
            amplification: number;
        };
        StandingView: {
            /** Format: int64 */
            decisions: number;
            /** Format: double */
            saved: number;
            /** Format: double */
            drift: number;
            /** Format: double */
            delta: number;
        };
        StatusView: {
            version: string;
            market: string;
            startedAt: string;
            hasDesk: boolean;
            hasFlow: boolean;
            serverTime: string;
            /** Format: double */
            staleAfter: null | number;
            user: null | string;
            role: string;
            hasUsers: boolean;
        };
        StrikeVarianceView: {
            contract: string;
            expiry: string;
            /** Format: double */
            strike: number;
            /** Format: double */
            units: number;
            /** Format: double */
            impliedVol: null | number;
            /** Format: double */
            realisedVol: null | number;
            /** Format: double */
            gammaEarned: number;
            /** Format: double */
            thetaPaid: number;
            /** Format: double */
            premium: number;
            /** Format: double */
            days: number;
        };
        StrikeView: {
            /** Format: double */
            strike: number;
            /** Format: double */
            callGex: null | number;
            /** Format: double */
            putGex: null | number;
            /** Format: double */
            netGex: null | number;
            /** Format: double */
            callOi: number;
            /** Format: double */
            putOi: number;
            /** Format: double */
            dex: null | number;
            /** Format: double */
            vex: null | number;
            /** Format: double */
            cex: null | number;
            /** Format: double */
            volga: null | number;
            /** Format: double */
            speed: null | number;
            calls: null | components["schemas"]["ExposureView"];
            puts: null | components["schemas"]["ExposureView"];
        };
        SurfaceFrame: {
            /** Format: int64 */
            seq: number;
            view: null | components["schemas"]["VolSurfaceView"];
            /** Format: int32 */
            index: number;
            /** Format: int32 */
            count: number;
            fittedAt: null | string;
            /** Format: double */
            fitAge: null | number;
            reason: null | string;
            whyNot: null | string;
            stale: null | string;
        };
        SviView: {
            /** Format: double */
            a: number;
            /** Format: double */
            b: number;
            /** Format: double */
            rho: number;
            /** Format: double */
            m: number;
            /** Format: double */
            sigma: number;
        };
        TotalsView: {
            /** Format: double */
            gex: null | number;
            /** Format: double */
            callGex: null | number;
            /** Format: double */
            putGex: null | number;
            /** Format: double */
            gexPerPoint: null | number;
            /** Format: double */
            dex: null | number;
            /** Format: double */
            vex: null | number;
            /** Format: double */
            cex: null | number;
            /** Format: double */
            volga: null | number;
            /** Format: double */
            speed: null | number;
            /** Format: double */
            hedgeContractsPerPoint: null | number;
            hedgeInstrument: string;
            calls: null | components["schemas"]["ExposureView"];
            puts: null | components["schemas"]["ExposureView"];
        };
        UnderlyingRow: {
            underlying: string;
            /** Format: double */
            spot: null | number;
            /** Format: double */
            delta: null | number;
            /** Format: double */
            lower: null | number;
            /** Format: double */
            upper: null | number;
            /** Format: double */
            gamma: null | number;
            /** Format: double */
            vega: null | number;
            /** Format: double */
            theta: null | number;
            action: string;
            reason: string;
            /** Format: double */
            pnl: null | number;
            currency: string;
            isStale: boolean;
        };
        UnitFactorView: {
            exposure: string;
            /** Format: double */
            factor: null | number;
            unit: string;
        };
        UnitView: {
            name: string;
            exposures: components["schemas"]["UnitFactorView"][];
        };
        VenueGreeksView: {
            venue: string;
            isOwn: boolean;
            /** Format: int32 */
            positions: number;
            /** Format: double */
            delta: null | number;
            /** Format: double */
            gamma: null | number;
            /** Format: double */
            vega: null | number;
            /** Format: double */
            theta: null | number;
            /** Format: double */
            value: null | number;
        };
        VolSourceView: {
            /** Format: int32 */
            outOfTheMoneyMid: number;
            /** Format: int32 */
            otherSideMid: number;
            /** Format: int32 */
            vendor: number;
        };
        VolSurfaceConventionsView: {
            model: string;
            quotes: string;
            delta: string;
            dayCount: string;
            expiries: string;
        };
        VolSurfaceView: {
            underlying: string;
            asOf: string;
            /** Format: double */
            spot: number;
            spotSource: string;
            source: string;
            conventions: components["schemas"]["VolSurfaceConventionsView"];
            smiles: components["schemas"]["SmileView"][];
            notes: string[];
        };
        WallBreakView: {
            wall: string;
            /** Format: double */
            level: number;
            /** Format: double */
            gex: number;
            /** Format: double */
            amplification: number;
            watch: string;
        };
        WallsView: {
            definition: string;
            /** Format: double */
            callWall: null | number;
            /** Format: double */
            putWall: null | number;
        };
        WorstView: {
            /** Format: double */
            move: number;
            /** Format: double */
            volChange: number;
            /** Format: double */
            days: number;
            /** Format: double */
            pnl: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusView"];
                };
            };
        };
    };
    getFlow: {
        parameters: {
            query?: {
                signs?: string;
                walls?: string;
                expiries?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowFrame"];
                };
            };
        };
    };
    getFlowAt: {
        parameters: {
            query?: {
                signs?: string;
                walls?: string;
                expiries?: string;
            };
            header?: never;
            path: {
                index: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowFrame"];
                };
            };
        };
    };
    getLevels: {
        parameters: {
            query?: {
                signs?: string;
                walls?: string;
                expiries?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LevelsFrame"];
                };
            };
        };
    };
    getSurface: {
        parameters: {
            query?: {
                index?: number;
                expiries?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SurfaceFrame"];
                };
            };
        };
    };
    getSeries: {
        parameters: {
            query?: {
                expiries?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeriesFrame"];
                };
            };
        };
    };
    exportFlow: {
        parameters: {
            query?: {
                index?: number;
                signs?: string;
                walls?: string;
                expiries?: string;
                format?: string;
                levels?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getDesk: {
        parameters: {
            query?: {
                underlying?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeskFrame"];
                };
            };
        };
    };
    getRisk: {
        parameters: {
            query?: {
                underlying?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RiskFrame"];
                };
            };
        };
    };
    getAudit: {
        parameters: {
            query?: {
                count?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditAnswer"];
                };
            };
        };
    };
    getFrontiers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrontiersAnswer"];
                };
            };
        };
    };
    getFrontier: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrontierView"];
                };
            };
        };
    };
    getLimits: {
        parameters: {
            query?: {
                underlying?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LimitsAnswer"];
                };
            };
        };
    };
    getRaises: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RaisesAnswer"];
                };
            };
        };
    };
    kill: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandResult"];
                };
            };
        };
    };
    resume: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandResult"];
                };
            };
        };
    };
    cancelAll: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandResult"];
                };
            };
        };
    };
    setLimits: {
        parameters: {
            query?: {
                underlying?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LimitsCommand"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandResult"];
                };
            };
        };
    };
    approve: {
        parameters: {
            query: {
                raise: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandResult"];
                };
            };
        };
    };
    hold: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HoldCommand"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandResult"];
                };
            };
        };
    };
    setBand: {
        parameters: {
            query?: {
                underlying?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BandCommand"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandResult"];
                };
            };
        };
    };
    setPolicy: {
        parameters: {
            query?: {
                underlying?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JsonElement"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandResult"];
                };
            };
        };
    };
    setWorking: {
        parameters: {
            query?: {
                underlying?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JsonElement"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandResult"];
                };
            };
        };
    };
}
