//! What a client meets under each cell, by the cell's name without its provider.

use crate::buyer::Call::{self, Authorise, Capture, LastRead, List, Notify, Offers, Order, Release, Submit, Subscription, Token};

/// One step of a row.
#[derive(Debug)]
pub(crate) enum Step {
    /// This call meets that.
    Sees(Call, Seen),
    /// The same, while the sandbox clock runs fast.
    Hurried(Call, Seen),
    /// So many seconds pass on the sandbox clock.
    Later(u64),
    /// The cell is lifted.
    Lift,
    /// The provider's port has opened by itself.
    PortOpens,
    /// The cell takes the delivery back.
    Strikes,
}

/// What a call meets. "Genuine" is the status that the player answers when all is well.
#[derive(Debug)]
pub(crate) enum Seen {
    Refused,
    Silent,
    Closed,
    Reset,
    HalfHead,
    HalfBody,
    HalfChunk,
    Flood,
    Dripped,
    Genuine,
    GenuineNotJson,
    GenuineHeader(&'static str, &'static str),
    Status(u16),
    NotJson(u16),
    NotUtf8,
    Huge,
    /// This JSON at that pointer; `null` also stands for a missing field.
    Field(u16, &'static str, &'static str),
    /// A header that starts like that.
    Header(u16, &'static str, &'static str),
    NoId,
    NullId,
    /// An id, but not the one of what was bought.
    OtherId,
    /// So many rows that could be this order's effect.
    Rows(usize),
    /// The same, beside somebody else's, which shows at Connect alone.
    RowsBesideForeign(usize),
    Price {
        pressone: f64,
        connect: f64,
    },
    /// The order as it looks once its delivery was taken back.
    TakenBack,
    /// Signed by the shop for this call.
    Signed(u16),
    /// Signed by somebody else.
    Forged,
    /// Signed by the shop for another call.
    Misaddressed,
}

use Seen::{
    Closed, Dripped, Field, Flood, Forged, Genuine, GenuineHeader, GenuineNotJson, HalfBody, HalfChunk, HalfHead, Header, Huge,
    Misaddressed, NoId, NotJson, NotUtf8, NullId, OtherId, Price, Refused, Reset, Rows, RowsBesideForeign, Signed, Silent, Status,
    TakenBack,
};
use Step::{Hurried, Later, Lift, PortOpens, Sees, Strikes};

const COMPLETED: Seen = Field(200, "/status", "\"COMPLETED\"");
const ACCEPTED: Seen = Field(200, "/status", "\"ACCEPTED\"");
const FULFILLING: Seen = Field(200, "/status", "\"FULFILLING\"");
const FAILED: Seen = Field(200, "/status", "\"FAILED\"");
const NEW_TOKEN: Step = Sees(Token, Genuine);
const BOUGHT: Step = Sees(Submit, Genuine);
const LOST: Step = Sees(Submit, Closed);
const HELD: Step = Sees(Authorise, Signed(200));
const EMPTY: Seen = Field(200, "/data", "[]");

pub(crate) const ROWS: &[(&str, &[Step])] = &[
    // The wire
    ("port-shut", &[Sees(Offers, Refused), Sees(Submit, Refused), Lift, Sees(Offers, Genuine)]),
    ("port-shut-at-purchase", &[Sees(LastRead, Genuine), Sees(Submit, Refused), PortOpens, BOUGHT]),
    ("unread", &[Sees(Submit, Silent)]),
    ("closed-before", &[Sees(Submit, Closed)]),
    ("closed-after", &[Sees(Submit, Closed)]),
    ("reset-before", &[Sees(Submit, Reset)]),
    ("reset-after", &[Sees(Submit, Reset)]),
    ("hang-before", &[Sees(Submit, Silent)]),
    ("hang-after", &[Sees(Submit, Silent)]),
    ("cut-head-before", &[Sees(Submit, HalfHead)]),
    ("cut-head-after", &[Sees(Submit, HalfHead)]),
    ("cut-body", &[Sees(Submit, HalfBody)]),
    ("cut-chunk", &[Sees(Submit, HalfChunk)]),
    ("drip", &[Sees(Submit, Dripped)]),
    ("flood-before", &[Sees(Submit, Flood)]),
    ("flood-after", &[Sees(Submit, Flood)]),
    ("late-answer", &[Hurried(Submit, Genuine)]),
    ("late-purchase", &[Hurried(Submit, Genuine)]),
    // Answers
    ("500-before", &[Sees(Submit, NotJson(500))]),
    ("500-after", &[Sees(Submit, NotJson(500))]),
    ("502-before", &[Sees(Submit, NotJson(502))]),
    ("502-after", &[Sees(Submit, NotJson(502))]),
    ("503-before", &[Sees(Submit, NotJson(503))]),
    ("503-after", &[Sees(Submit, NotJson(503))]),
    ("504-before", &[Sees(Submit, NotJson(504))]),
    ("504-after", &[Sees(Submit, NotJson(504))]),
    ("408-after", &[Sees(Submit, NotJson(408))]),
    ("409-after", &[Sees(Submit, Status(409))]),
    ("204-after", &[Sees(Submit, NotJson(204))]),
    ("307-self-before", &[Sees(Submit, Header(307, "location", "/c"))]),
    ("307-self-after", &[Sees(Submit, Header(307, "location", "/c"))]),
    ("301-elsewhere-after", &[Sees(Submit, Header(301, "location", "http://127.0.0.1:9/"))]),
    ("html-200-before", &[Sees(Submit, NotJson(200))]),
    ("html-200-after", &[Sees(Submit, NotJson(200))]),
    ("other-json-before", &[Sees(Submit, Field(200, "/status", "\"ok\""))]),
    ("other-json-after", &[Sees(Submit, Field(200, "/status", "\"ok\""))]),
    ("empty-200", &[Sees(Submit, GenuineNotJson)]),
    ("truncated-json", &[Sees(Submit, GenuineNotJson)]),
    ("not-utf8", &[Sees(Submit, NotUtf8)]),
    ("huge-numbers", &[Sees(Submit, Huge)]),
    ("called-html", &[Sees(Submit, GenuineHeader("content-type", "text/html"))]),
    ("no-id", &[Sees(Submit, NoId)]),
    ("null-id", &[Sees(Submit, NullId)]),
    ("other-id", &[Sees(Submit, OtherId)]),
    ("other-package", &[Sees(Submit, Field(200, "/data/package_id", "\"bonbon-mobile-7days-1gb-topup\""))]),
    ("other-marker", &[Sees(Submit, Field(200, "/data/description", "\"tu00000000000000000000000000\""))]),
    ("success-false", &[Sees(Submit, Field(200, "/success", "false"))]),
    ("strange-status", &[Sees(Submit, Field(201, "/status", "\"QUEUED_FOR_REVIEW\""))]),
    ("failed-at-once", &[Sees(Submit, Field(201, "/status", "\"FAILED\"")), Later(5), Sees(List, Rows(1))]),
    ("error-200", &[Sees(Submit, Field(200, "/type", "\"INTERNAL_ERROR\""))]),
    ("lie-422", &[Sees(Submit, Status(422))]),
    ("lie-401", &[Sees(Submit, Status(401)), Later(5), Sees(List, Rows(1))]),
    ("lie-403", &[Sees(Submit, Status(403))]),
    ("lie-429", &[Sees(Submit, Header(429, "retry-after", "1"))]),
    // Refusals
    ("refused-limit", &[Sees(Submit, Field(422, "/data/package_id", "\"validation.order_exceed_limit\""))]),
    ("refused-fields", &[Sees(Submit, Field(422, "/data/iccid", "\"The iccid field is required.\""))]),
    ("refused-package", &[Sees(Submit, Field(422, "/data/package_id", "\"invalid topup package\""))]),
    ("refused-400", &[Sees(Submit, Field(400, "/data/package_id", "\"invalid topup package\""))]),
    ("refused-iccid", &[Sees(Submit, Field(422, "/data/iccid", "\"The selected iccid is invalid.\""))]),
    ("refused-404", &[Sees(Submit, Field(404, "/meta/message", "\"messages.resource_not_found\""))]),
    ("refused-11", &[Sees(Submit, Field(422, "/code", "11"))]),
    ("refused-13", &[Sees(Submit, Field(422, "/code", "13"))]),
    ("refused-13-text", &[Sees(Submit, Field(422, "/code", "\"13\""))]),
    ("refused-14", &[Sees(Submit, Field(422, "/code", "14"))]),
    ("refused-23", &[Sees(Submit, Field(422, "/code", "23"))]),
    ("refused-33", &[Sees(Submit, Field(422, "/code", "33"))]),
    ("refused-34", &[Sees(Submit, Field(422, "/code", "34"))]),
    ("refused-43", &[Sees(Submit, Field(422, "/code", "43"))]),
    ("refused-73", &[Sees(Submit, Field(422, "/code", "73"))]),
    ("refused-89", &[Sees(Submit, Field(403, "/code", "89"))]),
    ("53-before", &[Sees(Submit, Field(422, "/code", "53"))]),
    ("53-after", &[Sees(Submit, Field(422, "/code", "53"))]),
    ("unlisted-code-before", &[Sees(Submit, Field(422, "/code", "97"))]),
    ("unlisted-code-after", &[Sees(Submit, Field(422, "/code", "97"))]),
    ("withdrawn", &[Sees(Offers, Genuine), Sees(Submit, Field(422, "/data/package_id", "\"invalid topup package\""))]),
    ("refused-message", &[Sees(Submit, Field(400, "/type", "\"INVALID_HTTP_MESSAGE\""))]),
    ("refused-params", &[Sees(Submit, Field(400, "/type", "\"INVALID_REQUEST_PARAMS\""))]),
    ("refused-403", &[Sees(Submit, Field(403, "/type", "\"ACCESS_DENIED\""))]),
    ("refused-406", &[Sees(Submit, Field(406, "/type", "\"UNACCEPTABLE\""))]),
    ("refused-422", &[Sees(Submit, Field(422, "/type", "\"PRODUCT_NOT_FOUND\""))]),
    ("internal-error-before", &[Sees(Submit, Field(500, "/type", "\"INTERNAL_ERROR\""))]),
    ("internal-error-after", &[Sees(Submit, Field(500, "/type", "\"INTERNAL_ERROR\""))]),
    ("unlisted-type-before", &[Sees(Submit, Field(400, "/type", "\"SOMETHING_NEW\""))]),
    ("unlisted-type-after", &[Sees(Submit, Field(400, "/type", "\"SOMETHING_NEW\""))]),
    ("422-html", &[Sees(Submit, NotJson(422))]),
    ("busy-once", &[Sees(Submit, Header(429, "retry-after", "1")), BOUGHT]),
    ("busy-always", &[Sees(Submit, Status(429)), Sees(Submit, Status(429))]),
    ("busy-html", &[Sees(Submit, NotJson(429))]),
    ("busy-other-words", &[Sees(Submit, Header(429, "x-rate-limit-limit", "1000")), BOUGHT]),
    ("token-once", &[Sees(Submit, Status(401)), Sees(Submit, Status(401)), NEW_TOKEN, BOUGHT]),
    ("token-always", &[Sees(Submit, Status(401)), NEW_TOKEN, Sees(Submit, Status(401))]),
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
