//! What a client meets under each cell, by the cell's name without its provider.

mod around;
mod purchase;

use crate::buyer::Call;

/// A cell's name without its provider, and its steps in order.
pub(crate) type Row = (&'static str, &'static [Step]);

/// All rows.
pub(crate) fn rows() -> impl Iterator<Item = &'static Row> {
    purchase::ROWS.iter().chain(around::ROWS)
}

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
