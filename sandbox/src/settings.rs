//! The players' knobs: what the fact sheets leave open or document in two ways.

use serde::{Deserialize, Serialize};

/// All knobs, as `GET` and `PATCH /control/settings` show them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Knobs of the PressOne player.
    pub pressone: PressOneSettings,
    /// Knobs of the Connect player.
    pub connect: ConnectSettings,
    /// Seconds on the sandbox clock for which the shop's bank holds an authorised amount.
    pub hold_seconds: u32,
    /// Whether the shop holds money only for a payment that its customer has approved before: its reference must be known, of that
    /// customer and amount, and no other order's.
    pub needs_payment_reference: bool,
    /// Milliseconds of real time between two bytes of a dripping answer.
    pub drip_ms: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            pressone: PressOneSettings::default(),
            connect: ConnectSettings::default(),
            hold_seconds: 7 * 86_400,
            needs_payment_reference: false,
            drip_ms: 1_000,
        }
    }
}

/// Which of the two documented faces PressOne shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// Wrapper on history, lower-case statuses, `Z` times, `quantity: "1"`, `ORD-` codes.
    #[default]
    Pressone,
    /// No wrapper, upper-case statuses, naive times, `type: "topup"`.
    Airalo,
}

/// Knobs of the PressOne player.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PressOneSettings {
    /// The face shown.
    pub dialect: Dialect,
    /// Puts every success into the wrapper that PressOne documents for history alone.
    pub wrapper_everywhere: bool,
    /// Token requests allowed per minute.
    pub tokens_per_minute: u32,
    /// Seconds between two history calls for one ICCID.
    pub history_window_seconds: u32,
    /// Seconds for which a usage answer is a frozen snapshot.
    pub usage_cache_seconds: u32,
    /// Usage requests allowed per minute and ICCID.
    pub usage_per_minute: u32,
    /// Seconds between a purchase and its row in the order list.
    pub listing_lag_seconds: u32,
    /// Whether `filter[iccid]` finds top-up orders.
    pub iccid_filter_finds_topups: bool,
    /// HTTP status of a bad `limit` or `page`: 400 or 422.
    pub bad_paging_status: u16,
    /// Prepaid credit of the account at start, in US cents.
    pub balance_cents: u64,
    /// Flips numbers to numeric strings and adds fields nobody has heard of.
    pub loose_types: bool,
}

impl Default for PressOneSettings {
    fn default() -> Self {
        Self {
            dialect: Dialect::default(),
            wrapper_everywhere: false,
            tokens_per_minute: 3,
            history_window_seconds: 15 * 60,
            usage_cache_seconds: 20 * 60,
            usage_per_minute: 100,
            listing_lag_seconds: 0,
            iccid_filter_finds_topups: false,
            bad_paging_status: 400,
            balance_cents: 12_407_500,
            loose_types: false,
        }
    }
}

/// Knobs of the Connect player.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConnectSettings {
    /// Milliseconds an order stays `ACCEPTED`.
    pub accepted_ms: u32,
    /// Milliseconds an order stays `FULFILLING`.
    pub fulfilling_ms: u32,
    /// Milliseconds after its creation in which a new order still answers 404.
    pub order_hidden_ms: u32,
    /// HTTP status of an accepted order: 200, 201 or 202.
    pub order_status: u16,
    /// Seconds an access token lives.
    pub token_seconds: u32,
    /// Whether a refresh token comes with the access token.
    pub refresh_tokens: bool,
    /// Whether a call without `X-Correlation-ID` is refused.
    pub require_correlation_id: bool,
    /// Balances as decimal strings instead of numbers.
    pub balances_as_strings: bool,
    /// Spells `spent_balance` instead of `spend_balance`.
    pub spent_spelling: bool,
    /// Adds `type` and `messages` to a `FAILED` order.
    pub failed_with_reason: bool,
    /// Shows `output: null` before an order is terminal, instead of leaving it out.
    pub null_output: bool,
    /// Seconds in the past that an `activation_date` may lie.
    pub past_activation_tolerance_seconds: u32,
}

impl Default for ConnectSettings {
    fn default() -> Self {
        Self {
            accepted_ms: 1_500,
            fulfilling_ms: 1_500,
            order_hidden_ms: 0,
            order_status: 201,
            token_seconds: 300,
            refresh_tokens: true,
            require_correlation_id: true,
            balances_as_strings: false,
            spent_spelling: false,
            failed_with_reason: false,
            null_output: false,
            past_activation_tolerance_seconds: 60,
        }
    }
}
