//! Surroundings that break their promise: each must make the judge speak, or the judge proves nothing.

/// What is wrong on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrongness {
    /// The journal says that it has stored an intent and has not.
    ForgottenIntents,
    /// The client takes a connection that broke for one that never came about.
    BrokenIsNotSent,
    /// The client drops every row of the provider's list.
    BlindToTheList,
    /// The hook says that it gave money back and has not.
    ForgottenReleases,
}
