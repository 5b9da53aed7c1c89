// Generated from openapi.json by npm run types: not written by hand.
export interface paths {
    "/api/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
        get: {
            parameters: {
                query?: {
                    signs?: string;
                    walls?: string;
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
                        "application/json": components["schemas"]["FlowAnswer"];
                    };
                };
                /** @description Bad Request */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
            };
        };
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
        get: {
            parameters: {
                query?: {
                    signs?: string;
                    walls?: string;
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
                        "application/json": components["schemas"]["FlowAnswer"];
                    };
                };
                /** @description Bad Request */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
                /** @description Not Found */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
            };
        };
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
        get: {
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
                        "application/json": components["schemas"]["DeskAnswer"];
                    };
                };
            };
        };
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
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Accepted */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Bad Request */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
            };
        };
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
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Accepted */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Bad Request */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
            };
        };
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
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Accepted */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Bad Request */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
            };
        };
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
        post: {
            parameters: {
                query?: never;
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
                /** @description Accepted */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Bad Request */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
                /** @description Unauthorized */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
                /** @description Conflict */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["ProblemDetails"];
                    };
                };
            };
        };
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
            levels: components["schemas"]["LevelsView"];
            profile: components["schemas"]["ProfilePoint"][];
            byStrike: components["schemas"]["StrikeView"][];
            byExpiry: components["schemas"]["ExpiryView"][];
            cells: components["schemas"]["CellView"][];
            flow: components["schemas"]["HedgingFlowView"][];
            notes: string[];
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
        VolSourceView: {
            /** Format: int32 */
            outOfTheMoneyMid: number;
            /** Format: int32 */
            otherSideMid: number;
            /** Format: int32 */
            vendor: number;
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
            hedgeContractsPerPoint: null | number;
            hedgeInstrument: string;
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
        };
        ProfilePoint: {
            /** Format: double */
            spot: number;
            /** Format: double */
            gex: number;
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
        };
        CellView: {
            /** Format: double */
            strike: number;
            /** Format: int32 */
            expiry: number;
            /** Format: double */
            gex: number;
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
            hedge: components["schemas"]["HedgeView"];
            net: components["schemas"]["NetGreeksView"];
            bandHistory: components["schemas"]["BandPoint"][];
            positions: components["schemas"]["PositionView"][];
            decisions: components["schemas"]["DecisionView"][];
            workingOrders: components["schemas"]["OrderView"][];
            fills: components["schemas"]["FillView"][];
            pnl: components["schemas"]["PnlView"];
            limits: components["schemas"]["LimitView"][];
            /** Format: int64 */
            events: number;
            /** Format: int64 */
            batches: number;
            stateHash: string;
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
            /** Format: double */
            target: number;
            /** Format: double */
            lower: number;
            /** Format: double */
            upper: number;
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
        PositionView: {
            contract: string;
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
        DecisionView: {
            /** Format: int64 */
            sequence: number;
            at: string;
            action: string;
            reason: string;
            /** Format: double */
            netDelta: number;
            /** Format: double */
            lower: number;
            /** Format: double */
            upper: number;
            /** Format: double */
            quantity: number;
            order: null | string;
            /** Format: int32 */
            count: number;
        };
        OrderView: {
            order: string;
            contract: string;
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
        FillView: {
            at: string;
            order: string;
            contract: string;
            side: string;
            /** Format: double */
            quantity: number;
            /** Format: double */
            price: number;
            /** Format: double */
            fee: number;
            liquidity: string;
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
            explain: components["schemas"]["PnlTerm"][];
        };
        PnlTerm: {
            term: string;
            /** Format: double */
            amount: number;
        };
        LimitView: {
            limit: string;
            /** Format: double */
            value: number;
            /** Format: double */
            max: number;
            unit: string;
        };
        FlowAnswer: {
            /** Format: int64 */
            seq: number;
            view: null | components["schemas"]["FlowView"];
            /** Format: int32 */
            index: number;
            /** Format: int32 */
            count: number;
            times: string[];
        };
        DeskAnswer: {
            /** Format: int64 */
            seq: number;
            view: null | components["schemas"]["DeskView"];
        };
        StatusView: {
            version: string;
            market: string;
            startedAt: string;
            hasDesk: boolean;
            hasFlow: boolean;
            serverTime: string;
        };
        BandCommand: {
            /** Format: double */
            lower: number;
            /** Format: double */
            upper: number;
            /** Format: double */
            target: number;
        };
        ProblemDetails: {
            type?: null | string;
            title?: null | string;
            /** Format: int32 */
            status?: null | number;
            detail?: null | string;
            instance?: null | string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
