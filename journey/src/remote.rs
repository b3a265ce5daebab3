//! Something that is fetched, in every state that a view must show.

use crate::Trouble;

/// A fetched value: no view can forget a state, and the last good data stays on screen while a newer one is fetched.
#[derive(Clone, Debug, PartialEq)]
pub enum Remote<T> {
    /// Asked for; `last` is what was there before.
    Loading {
        /// The last good value.
        last: Option<T>,
    },
    /// There.
    Ready(T),
    /// Could not be had; `last` is what was there before.
    Failed {
        /// Why, and what the person can do.
        trouble: Trouble,
        /// The last good value.
        last: Option<T>,
    },
}

impl<T> Remote<T> {
    /// Asked for, with nothing there yet.
    pub const fn loading() -> Self {
        Self::Loading { last: None }
    }

    /// The newest value there is, whatever is going on.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Ready(value) => Some(value),
            Self::Loading { last } | Self::Failed { last, .. } => last.as_ref(),
        }
    }

    /// Whether an answer is awaited.
    pub const fn is_loading(&self) -> bool {
        matches!(self, Self::Loading { .. })
    }

    /// Why the last attempt failed.
    pub const fn trouble(&self) -> Option<&Trouble> {
        match self {
            Self::Failed { trouble, .. } => Some(trouble),
            Self::Loading { .. } | Self::Ready(_) => None,
        }
    }

    /// Asked for again: what was there stays.
    #[must_use]
    pub fn again(self) -> Self {
        Self::Loading { last: self.into_value() }
    }

    /// The attempt failed: what was there stays.
    #[must_use]
    pub fn failed(self, trouble: Trouble) -> Self {
        Self::Failed { trouble, last: self.into_value() }
    }

    fn into_value(self) -> Option<T> {
        match self {
            Self::Ready(value) => Some(value),
            Self::Loading { last } | Self::Failed { last, .. } => last,
        }
    }
}
