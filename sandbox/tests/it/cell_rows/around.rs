//! Cells around the purchase: lists, evidence, orders under way, offers, tokens, payments.

use super::{
    Row,
    Seen::{
        self, Closed, Field, Forged, Genuine, HalfBody, Huge, Misaddressed, NotJson, NotUtf8, Price, Reset, Rows, RowsBesideForeign,
        Signed, Silent, Status, TakenBack,
    },
    Step::{self, Hurried, Later, Lift, Sees, Strikes},
};
use crate::buyer::Call::{Authorise, Capture, List, Notify, Offers, Order, Release, Submit, Subscription, Token};

const COMPLETED: Seen = Field(200, "/status", "\"COMPLETED\"");
const ACCEPTED: Seen = Field(200, "/status", "\"ACCEPTED\"");
const FULFILLING: Seen = Field(200, "/status", "\"FULFILLING\"");
const FAILED: Seen = Field(200, "/status", "\"FAILED\"");
const NEW_TOKEN: Step = Sees(Token, Genuine);
const BOUGHT: Step = Sees(Submit, Genuine);
const LOST: Step = Sees(Submit, Closed);
const HELD: Step = Sees(Authorise, Signed(200));
const EMPTY: Seen = Field(200, "/data", "[]");

pub(super) const ROWS: &[Row] = &[
    // Lists
    ("listed-after-30-seconds", &[LOST, Later(20), Sees(List, Rows(0)), Later(20), Sees(List, Rows(1))]),
    ("listed-after-10-minutes", &[LOST, Later(590), NEW_TOKEN, Sees(List, Rows(0)), Later(20), Sees(List, Rows(1))]),
    ("listed-after-an-hour", &[LOST, Later(3_590), NEW_TOKEN, Sees(List, Rows(0)), Later(20), Sees(List, Rows(1))]),
    ("listed-never", &[LOST, Later(864_000), NEW_TOKEN, Sees(List, Rows(0))]),
    ("listed-twice", &[LOST, Later(5), Sees(List, Rows(2))]),
    ("listed-with-a-phantom", &[LOST, Later(5), Sees(List, Rows(2))]),
    ("listed-as-another", &[LOST, Later(5), Sees(List, Rows(0))]),
    ("marker-stripped", &[LOST, Later(5), Sees(List, Rows(0))]),
    (
        "completed-listed-late",
        &[BOUGHT, Later(5), Sees(Order, COMPLETED), Sees(Subscription, Status(404)), Later(60), Sees(Subscription, Genuine)],
    ),
    (
        "completed-as-another",
        &[
            BOUGHT,
            Later(5),
            Sees(Order, COMPLETED),
            Sees(Subscription, Field(200, "/product_id", "\"c1Xr0wTq8ZbK5nVdLmYh3sGfPj7EuAo2iR6tN9aQe4M=\"")),
        ],
    ),
    ("foreign-before", &[BOUGHT, Later(5), Sees(List, RowsBesideForeign(1))]),
    ("foreign-before-bought", &[LOST, Later(5), Sees(List, RowsBesideForeign(1))]),
    ("foreign-after-bought", &[LOST, Later(5), Sees(List, RowsBesideForeign(1))]),
    ("foreign-alone", &[LOST, Later(5), Sees(List, RowsBesideForeign(0))]),
    ("taken-back", &[BOUGHT, Later(5), Sees(List, Rows(1)), Strikes, Sees(Order, TakenBack)]),
    // Evidence
    ("evidence-500", &[LOST, Sees(List, NotJson(500)), Sees(List, NotJson(500)), Sees(List, NotJson(500)), Later(5), Sees(List, Rows(1))]),
    ("evidence-hang", &[LOST, Sees(List, Silent), Later(5), Sees(List, Rows(1))]),
    ("evidence-reset", &[LOST, Sees(List, Reset), Sees(List, Reset), Sees(List, Reset), Later(5), Sees(List, Rows(1))]),
    ("evidence-cut", &[LOST, Sees(List, HalfBody), Sees(List, HalfBody), Sees(List, HalfBody), Later(5), Sees(List, Rows(1))]),
    ("evidence-html", &[LOST, Sees(List, NotJson(200)), Sees(List, NotJson(200)), Sees(List, NotJson(200)), Later(5), Sees(List, Rows(1))]),
    (
        "evidence-truncated",
        &[LOST, Sees(List, NotJson(200)), Sees(List, NotJson(200)), Sees(List, NotJson(200)), Later(5), Sees(List, Rows(1))],
    ),
    ("evidence-huge", &[LOST, Sees(List, Huge), Sees(List, Huge), Sees(List, Huge), Later(5), Sees(List, Rows(1))]),
    ("evidence-not-utf8", &[LOST, Sees(List, NotUtf8), Sees(List, NotUtf8), Sees(List, NotUtf8), Later(5), Sees(List, Rows(1))]),
    ("evidence-token", &[LOST, Sees(List, Status(401)), NEW_TOKEN, Later(5), Sees(List, Rows(1))]),
    ("evidence-busy", &[LOST, Sees(List, Status(429)), Sees(List, Status(429)), Later(5), Sees(List, Rows(1))]),
    ("evidence-empty", &[LOST, Sees(List, EMPTY), Sees(List, EMPTY), Sees(List, EMPTY), Later(5), Sees(List, Rows(1))]),
    (
        "evidence-503-not-bought",
        &[LOST, Sees(List, NotJson(503)), Sees(List, NotJson(503)), Sees(List, NotJson(503)), Later(5), Sees(List, Rows(0))],
    ),
    // Connect's orders
    ("fails", &[BOUGHT, Later(5), Sees(Order, FAILED), Later(60), Sees(List, Rows(0))]),
    ("fails-but-delivers", &[BOUGHT, Later(5), Sees(Order, FAILED), Sees(List, Rows(0)), Later(60), Sees(List, Rows(1))]),
    ("stuck", &[BOUGHT, Later(86_400), NEW_TOKEN, Sees(Order, ACCEPTED), Sees(List, Rows(0))]),
    ("completes-late", &[BOUGHT, Later(1_190), NEW_TOKEN, Sees(Order, FULFILLING), Later(20), Sees(Order, COMPLETED)]),
    ("skips-fulfilling", &[BOUGHT, Later(2), Sees(Order, ACCEPTED), Later(2), Sees(Order, COMPLETED)]),
    ("delivers-early", &[BOUGHT, Later(2), Sees(Order, FULFILLING), Sees(List, Rows(1))]),
    ("order-404-at-first", &[BOUGHT, Sees(Order, Status(404)), Sees(Order, Status(404)), Sees(Order, ACCEPTED)]),
    ("order-404-always", &[BOUGHT, Sees(Order, Status(404)), Later(60), Sees(Order, Status(404)), Lift, Sees(Order, COMPLETED)]),
    ("order-500", &[BOUGHT, Sees(Order, Status(500)), Sees(Order, Status(500)), Sees(Order, Status(500)), Sees(Order, ACCEPTED)]),
    ("order-500-always", &[BOUGHT, Sees(Order, Status(500)), Later(60), Sees(Order, Status(500)), Lift, Sees(Order, COMPLETED)]),
    ("order-403", &[BOUGHT, Sees(Order, Status(403)), Sees(Order, Status(403)), Sees(Order, ACCEPTED)]),
    ("order-hang", &[BOUGHT, Sees(Order, Silent), Sees(Order, ACCEPTED)]),
    ("order-cut", &[BOUGHT, Sees(Order, HalfBody), Sees(Order, HalfBody), Sees(Order, ACCEPTED)]),
    ("order-html", &[BOUGHT, Sees(Order, NotJson(200)), Sees(Order, NotJson(200)), Sees(Order, ACCEPTED)]),
    ("order-token", &[BOUGHT, Sees(Order, Status(401)), NEW_TOKEN, Sees(Order, ACCEPTED)]),
    (
        "order-strange-status",
        &[
            BOUGHT,
            Sees(Order, Field(200, "/status", "\"PAUSED_BY_NETWORK\"")),
            Sees(Order, Field(200, "/status", "\"PAUSED_BY_NETWORK\"")),
            Sees(Order, Field(200, "/status", "\"PAUSED_BY_NETWORK\"")),
            Sees(Order, ACCEPTED),
        ],
    ),
    (
        "order-strange-status-always",
        &[
            BOUGHT,
            Later(60),
            Sees(Order, Field(200, "/status", "\"PAUSED_BY_NETWORK\"")),
            Sees(List, Rows(1)),
            Lift,
            Sees(Order, COMPLETED),
        ],
    ),
    (
        "order-fulfiling",
        &[
            BOUGHT,
            Sees(Order, Field(200, "/status", "\"FULFILING\"")),
            Sees(Order, Field(200, "/status", "\"FULFILING\"")),
            Sees(Order, Field(200, "/status", "\"FULFILING\"")),
            Sees(Order, ACCEPTED),
        ],
    ),
    (
        "completed-other-sim",
        &[BOUGHT, Sees(Order, ACCEPTED), Later(5), Sees(Order, Field(200, "/output/iccid", "\"8944472600000510740\""))],
    ),
    ("completed-without-output", &[BOUGHT, Later(5), Sees(Order, COMPLETED), Sees(Order, Field(200, "/output", "null"))]),
    ("completed-without-sim", &[BOUGHT, Later(5), Sees(Order, COMPLETED), Sees(Order, Field(200, "/output/iccid", "null"))]),
    ("completed-other-subscription", &[BOUGHT, Later(5), Sees(Order, COMPLETED), Sees(Subscription, Status(404)), Sees(List, Rows(1))]),
    (
        "subscription-404-at-first",
        &[
            BOUGHT,
            Later(5),
            Sees(Order, COMPLETED),
            Sees(Subscription, Status(404)),
            Sees(Subscription, Status(404)),
            Sees(Subscription, Genuine),
        ],
    ),
    (
        "subscription-other-sim",
        &[BOUGHT, Later(5), Sees(Order, COMPLETED), Sees(Subscription, Field(200, "/sim_id", "\"8944472600000510740\""))],
    ),
    (
        "subscription-500",
        &[
            BOUGHT,
            Later(5),
            Sees(Order, COMPLETED),
            Sees(Subscription, Status(500)),
            Sees(Subscription, Status(500)),
            Sees(Subscription, Genuine),
        ],
    ),
    // Offers
    ("offers-503", &[Sees(Offers, NotJson(503)), Sees(Offers, NotJson(503)), Lift, Sees(Offers, Genuine)]),
    ("offers-html", &[Sees(Offers, NotJson(200)), Sees(Offers, NotJson(200)), Lift, Sees(Offers, Genuine)]),
    ("offers-hang", &[Sees(Offers, Silent), Lift, Sees(Offers, Genuine)]),
    ("offers-empty", &[Sees(Offers, EMPTY), Sees(Offers, EMPTY)]),
    ("repriced", &[Sees(Offers, Price { pressone: 10.0, connect: 7.5 }), Sees(Offers, Price { pressone: 11.5, connect: 99.0 })]),
    ("baseline-500", &[Sees(Offers, Genuine), Sees(List, Status(500)), Sees(List, Status(500)), Lift, Sees(List, Rows(0))]),
    // Tokens
    ("renewal-503", &[Sees(Submit, Status(401)), Sees(Token, NotJson(503)), Sees(Token, NotJson(503)), Lift, NEW_TOKEN]),
    ("renewal-html", &[Sees(Submit, Status(401)), Sees(Token, NotJson(200)), Sees(Token, NotJson(200)), Lift, NEW_TOKEN]),
    ("renewal-hang", &[Sees(Submit, Status(401)), Sees(Token, Silent), Lift, NEW_TOKEN]),
    ("renewal-reset", &[Sees(Submit, Status(401)), Sees(Token, Reset), Sees(Token, Reset), Lift, NEW_TOKEN]),
    ("renewal-refused", &[Sees(Submit, Status(401)), Sees(Token, Status(401)), Lift, NEW_TOKEN]),
    ("renewal-slow", &[Sees(Submit, Status(401)), Hurried(Token, Genuine), BOUGHT]),
    ("token-503", &[Sees(Token, NotJson(503)), Sees(Token, NotJson(503)), Lift, NEW_TOKEN]),
    // Payments
    (
        "payment-declined",
        &[Sees(Authorise, Field(200, "/decision", "\"declined\"")), Sees(Authorise, Field(200, "/decision", "\"declined\""))],
    ),
    ("payment-500-always", &[Sees(Authorise, NotJson(500)), Sees(Authorise, NotJson(500)), Lift, HELD]),
    ("payment-500", &[Sees(Authorise, NotJson(500)), Sees(Authorise, NotJson(500)), HELD, BOUGHT]),
    ("payment-hang", &[Sees(Authorise, Silent), HELD, BOUGHT]),
    ("payment-lost", &[Sees(Authorise, Closed), HELD, BOUGHT]),
    ("payment-html", &[Sees(Authorise, NotJson(200)), HELD, BOUGHT]),
    ("payment-forged", &[Sees(Authorise, Forged), HELD, BOUGHT]),
    ("payment-misaddressed", &[Sees(Authorise, Misaddressed), HELD, BOUGHT]),
    ("payment-without-hold", &[Sees(Authorise, Field(200, "/authorisation", "null")), HELD, BOUGHT]),
    ("payment-strange-decision", &[Sees(Authorise, Field(200, "/decision", "\"perhaps\"")), HELD, BOUGHT]),
    (
        "capture-500",
        &[HELD, BOUGHT, Sees(Capture, NotJson(500)), Sees(Capture, NotJson(500)), Sees(Capture, NotJson(500)), Sees(Capture, Signed(200))],
    ),
    ("capture-hang", &[HELD, BOUGHT, Sees(Capture, Silent), Sees(Capture, Signed(200))]),
    ("capture-lost", &[HELD, BOUGHT, Sees(Capture, Closed), Sees(Capture, Signed(200))]),
    ("capture-forged", &[HELD, BOUGHT, Sees(Capture, Forged), Sees(Capture, Signed(200))]),
    ("hold-expires", &[HELD, Hurried(Submit, Genuine), Sees(Capture, Field(409, "/code", "\"expired\""))]),
    (
        "notice-500",
        &[HELD, BOUGHT, Sees(Notify, NotJson(500)), Sees(Notify, NotJson(500)), Sees(Notify, NotJson(500)), Sees(Notify, Signed(204))],
    ),
    ("notice-hang", &[HELD, BOUGHT, Sees(Notify, Silent), Sees(Notify, Signed(204))]),
    ("notice-lost", &[HELD, BOUGHT, Sees(Notify, Closed), Sees(Notify, Signed(204))]),
    (
        "release-500",
        &[
            HELD,
            Sees(Submit, Status(422)),
            Sees(Release, NotJson(500)),
            Sees(Release, NotJson(500)),
            Sees(Release, NotJson(500)),
            Sees(Release, Signed(200)),
        ],
    ),
    ("release-lost", &[HELD, Sees(Submit, Status(422)), Sees(Release, Closed), Sees(Release, Signed(200))]),
];
