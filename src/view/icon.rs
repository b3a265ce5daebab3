//! The few pictures: 24 by 24, drawn with the colour of the text.

use super::markup::{Attr, tag};
use yew::prelude::Html;

/// Each is decoration: the words beside it say the same.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Icon {
    Back,
    Check,
    Copy,
    Info,
    Alert,
    Clock,
    Search,
    Arrow,
    Print,
    Sim,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Back => "M15 5l-7 7 7 7",
            Self::Check => "M5 12.5l4.5 4.5L19 7.5",
            Self::Copy => "M9 9h11v11H9zM15 5.5V4H4v11h1.5",
            Self::Info => "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 11v5M12 7.8v.2",
            Self::Alert => "M12 4l9 16H3zM12 10v4.5M12 17.3v.2",
            Self::Clock => "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 7v5.2l3.2 2",
            Self::Search => "M11 4.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M16 16l4 4",
            Self::Arrow => "M4 12h15M13 6l6 6-6 6",
            Self::Print => "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
            Self::Sim => "M6 3h8.5L19 7.5V21H6zM9.5 12h6v5h-6z",
        }
    }
}

pub(super) fn icon(icon: Icon) -> Html {
    let path = tag("path", "").with(Attr::D, icon.path()).done();
    tag("svg", "").with(Attr::ViewBox, "0 0 24 24").with(Attr::AriaHidden, "true").child(path).done()
}
