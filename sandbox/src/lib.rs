//! PressOne, Connect and a storefront, played faithfully on loopback for demos and tests, faults included.
//!
//! Architecture invariant: the sandbox knows the providers' wire and the storefront's contract, never the BFF; what it sold is judged by its own ledger.
//!
//! Start it in a test with [`Sandbox::start`], point the BFF at the addresses of [`Running`], then ask [`Running::ledger`] what really happened.

mod cells;
mod clock;
mod connect;
mod control;
mod credentials;
mod demo;
mod elsewhere;
mod fault_book;
mod faults;
mod guests;
mod ledger;
mod limiter;
mod mischief;
mod options;
mod pressone;
mod purchase;
mod recorder;
mod running;
mod settings;
mod signing;
mod spoil;
mod stage;
mod storefront;
mod times;
mod tokens;
mod transport;
mod world;

pub use cells::{Cell, Reach, Strikes, Truth, catalogue};
pub use credentials::{Credentials, DEMO_HOOK_SECRET};
pub use faults::{Again, Course, Fault, FaultRule, Garbling, Listing, Operation, Player, Times, When};
pub use guests::FreshSim;
pub use ledger::{Amount, ConnectPurchase, Ledger, Notice, Payment, PaymentState, PaymentStep, RequestSeen, TopUp};
pub use options::{Options, PRESSONE_PREFIX};
pub use purchase::Purchase;
pub use running::{Running, Sandbox};
pub use settings::{ConnectSettings, Dialect, PressOneSettings, Settings};
pub use tokens::TOKEN_MARK;
